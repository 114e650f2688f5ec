package dev.davit.command;

import dev.davit.cri.CriStream;
import dev.davit.cri.ProtoJson;
import dev.davit.cri.v1.ContainerEventResponse;
import dev.davit.cri.v1.ContainerMetadata;
import dev.davit.cri.v1.ContainerStatus;
import dev.davit.cri.v1.GetEventsRequest;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.PodSandboxStatus;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.engine.pod.DavitAnnotations;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit events}: what happens to pods and their containers. */
final class EventsVerb implements Verb {

  private static final long NANOS = 1_000_000_000L;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "events",
            "[-o json]",
            "",
            "Prints what happens to detached containers, to pods and to their containers, from "
                + "now on, a line for each: time, what happened, id, name. With -o json, each "
                + "event of the CRI on a line of its own. It goes on until Ctrl-C.");
    spec.addOption(Options.output());
    spec.addOption(Options.value("PATH", "the socket of the daemon", "--socket"));
    return Options.withGlobal(spec, "  davit events", "  davit events -o json | jq .containerId");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    DaemonClient daemon = DaemonAccess.daemon(session, Options.one(options, "--socket"));
    try (CriStream<ContainerEventResponse> events =
        daemon.stream(RuntimeService.GET_CONTAINER_EVENTS, GetEventsRequest.INSTANCE)) {
      DaemonClient.told(
          () -> {
            for (Optional<ContainerEventResponse> event = events.next();
                event.isPresent();
                event = events.next()) {
              session.out().println(json ? ProtoJson.write(event.get()) : line(event.get()));
              session.out().flush();
            }
            return null;
          });
    }
    return ExitCode.OK;
  }

  private static String line(ContainerEventResponse event) {
    String type = event.containerEventType().name();
    String word =
        type.substring("CONTAINER_".length(), type.length() - "_EVENT".length())
            .toLowerCase(Locale.ROOT);
    boolean ofPod =
        event.podSandboxStatus().filter(p -> p.id().equals(event.containerId())).isPresent();
    return Instant.ofEpochSecond(event.createdAt() / NANOS, event.createdAt() % NANOS)
        + " "
        + (ofPod ? "pod " : "container ")
        + word
        + " "
        + event.containerId().substring(0, 12)
        + " "
        + Table.printable(name(event, ofPod));
  }

  private static String name(ContainerEventResponse event, boolean ofPod) {
    Optional<PodSandboxStatus> status = event.podSandboxStatus();
    String pod =
        status.flatMap(PodSandboxStatus::metadata).map(PodSandboxMetadata::name).orElse("-");
    boolean detached =
        status.filter(p -> p.annotations().containsKey(DavitAnnotations.DETACHED)).isPresent();
    if (ofPod || detached) {
      return pod;
    }
    return pod
        + event.containersStatuses().stream()
            .filter(c -> c.id().equals(event.containerId()))
            .findFirst()
            .flatMap(ContainerStatus::metadata)
            .map(ContainerMetadata::name)
            .map(name -> "/" + name)
            .orElse("");
  }
}
