package dev.davit.ocicommand;

import java.util.Map;

/**
 * Annotations of crun that ask for another container than this runtime makes. To pass over them
 * would run a program with less around it than its owner counts on.
 */
final class ForeignAnnotations {

  private static final String HANDLER = "run.oci.handler";

  private static final Map<String, String> REFUSED =
      Map.of(
          HANDLER,
          "there are no handlers: programs are executed by the kernel, not by a virtual machine",
          "run.oci.seccomp.plugins",
          "there are no plugins: calls that SCMP_ACT_NOTIFY is for go to $.linux.seccomp.listenerPath",
          "run.oci.seccomp_bpf_data",
          "no filter is taken but that of $.linux.seccomp");

  private ForeignAnnotations() {}

  /**
   * Refuses them, where they say something. The sandbox of a pod runs no program of the pod's, and
   * crun gives it to no handler either.
   *
   * @throws CommandFailure if one of them is there
   */
  static void check(Map<String, String> annotations) {
    boolean sandbox = "sandbox".equals(annotations.get("io.kubernetes.cri.container-type"));
    REFUSED.forEach(
        (name, reason) -> {
          String value = annotations.getOrDefault(name, "");
          if (!value.isEmpty() && !(sandbox && name.equals(HANDLER))) {
            throw new CommandFailure("$.annotations[\"" + name + "\"]: " + value + ": " + reason);
          }
        });
  }
}
