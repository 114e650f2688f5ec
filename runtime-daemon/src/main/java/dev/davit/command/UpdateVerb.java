package dev.davit.command;

import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.UpdateContainerResourcesRequest;
import dev.davit.engine.ContainerHandle;
import dev.davit.engine.ContainerInfo;
import dev.davit.engine.ContainerOptions;
import dev.davit.engine.pod.DavitAnnotations;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit update}: changes the limits of containers that run. */
final class UpdateVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "update",
            "[OPTION...] CONTAINER...",
            "",
            "Changes the limits of containers that run, at once; what is not given stays. Where "
                + "a controller is on cgroup v1, those of a container of the foreground can be "
                + "changed only if it was started with one of them.");
    RunOptions.declareLimits(spec);
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(
        spec, "  davit update --memory 1g web", "  davit update --cpus 0.5 --pids 200 web cache");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> names = Options.some(options, "CONTAINER");
    ContainerOptions.Limits limits = RunOptions.limits(options);
    if (limits.isNone()) {
      throw new UsageException("which limit? give --memory, --cpus, --cpuset-cpus or --pids");
    }
    return KillVerb.forEach(names, session, name -> update(name, limits, session));
  }

  /** The daemon has to know the limits of those of pods: they hold after a restart too. */
  private static void update(String name, ContainerOptions.Limits limits, Session session) {
    ContainerHandle container = session.davit().handle(name);
    ContainerInfo info = container.info();
    if (info.pod().isEmpty()) {
      container.update(limits);
      return;
    }
    UpdateContainerResourcesRequest.Builder request =
        UpdateContainerResourcesRequest.builder()
            .containerId(info.id())
            .linux(Limits.message(limits));
    if (limits.pids().isPresent()) {
      container.update(ContainerOptions.Limits.none().withPids(limits.pids().get()));
      request.annotations(Map.of(DavitAnnotations.PIDS_LIMIT, Long.toString(limits.pids().get())));
    }
    DaemonAccess.daemon(session).call(RuntimeService.UPDATE_CONTAINER_RESOURCES, request.build());
  }
}
