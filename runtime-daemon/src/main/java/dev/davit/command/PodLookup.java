package dev.davit.command;

import dev.davit.cri.Code;
import dev.davit.cri.v1.ListPodSandboxRequest;
import dev.davit.cri.v1.PodSandbox;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.PodSandboxStatusRequest;
import dev.davit.cri.v1.PodSandboxStatusResponse;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.daemon.DaemonException;
import dev.davit.engine.pod.DavitAnnotations;
import java.util.List;

/** Finds pods of a daemon. */
record PodLookup(DaemonClient daemon) {

  List<PodSandbox> all() {
    return daemon
        .call(RuntimeService.LIST_POD_SANDBOX, ListPodSandboxRequest.builder().build())
        .items();
  }

  /**
   * Those that are pods to who made them: not those of {@code davit run -d}, which are containers.
   *
   * @param all these as well
   */
  List<PodSandbox> shown(boolean all) {
    return all().stream()
        .filter(pod -> all || !pod.annotations().containsKey(DavitAnnotations.DETACHED))
        .toList();
  }

  /**
   * The id of one, by its name, its id, or the beginning of its id.
   *
   * @throws DaemonException if none fits, or more than one
   */
  String id(String nameOrId) {
    List<PodSandbox> named = all().stream().filter(p -> name(p).equals(nameOrId)).toList();
    List<PodSandbox> found =
        named.isEmpty() && !nameOrId.isEmpty()
            ? all().stream().filter(p -> p.id().startsWith(nameOrId)).toList()
            : named;
    if (found.size() != 1) {
      throw new DaemonException(
          Code.NOT_FOUND,
          "pod "
              + nameOrId
              + (found.isEmpty()
                  ? ": no such pod: see davit pod ps"
                  : ": fits " + found.size() + ": give more of its id: see davit pod ps"),
          null);
    }
    return found.get(0).id();
  }

  static String name(PodSandbox pod) {
    return pod.metadata().map(PodSandboxMetadata::name).orElse("");
  }

  PodSandboxStatusResponse status(String pod) {
    return daemon.call(
        RuntimeService.POD_SANDBOX_STATUS,
        PodSandboxStatusRequest.builder().podSandboxId(pod).build());
  }
}
