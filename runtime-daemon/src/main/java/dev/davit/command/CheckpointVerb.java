package dev.davit.command;

import dev.davit.cri.v1.CheckpointContainerRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.engine.ContainerHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit checkpoint}: saves a container, with its memory, into an archive. */
final class CheckpointVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "checkpoint",
            "--export FILE [--leave-running] CONTAINER",
            "",
            "Saves a container that runs in the background into an archive: its processes with "
                + "their memory, the files that it has changed, and its log. It ends then, "
                + "unless --leave-running is given; davit restore has it go on. Needs criu, one "
                + "that knows the kernel of this machine. Open connections of TCP and processes "
                + "of davit exec cannot be saved.");
    spec.addOption(
        Options.value("FILE", "the archive; it has all that was in memory", "-e", "--export"));
    spec.addOption(Options.flag("let the container go on", "-R", "--leave-running"));
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(
        spec,
        "  davit checkpoint --export web.tar web",
        "  davit checkpoint -R -e /backup/db.tar db");
  }

  @Override
  public int run(ParseResult options, Session session) {
    String file = Options.one(options, "-e");
    if (file == null) {
      throw new UsageException("--export: missing: where the archive goes");
    }
    List<String> names = Options.some(options, "CONTAINER");
    if (names.size() > 1) {
      throw new UsageException("CONTAINER: one only: " + names.get(1) + " is too much");
    }
    String name = names.get(0);
    PodContainerCalls container = PodContainerCalls.of(name, "checkpoint", session);
    CheckpointContainerRequest request =
        CheckpointContainerRequest.builder()
            .containerId(container.container().id())
            .location(Path.of(file).toAbsolutePath().normalize().toString())
            .build();
    if (Options.given(options, "-R")) {
      container.daemon().call(RuntimeService.CHECKPOINT_CONTAINER, request);
    } else {
      saveAndEnd(container, session.davit().handle(name), request);
    }
    session.out().println(container.name());
    return ExitCode.OK;
  }

  /** Nothing that is not saved happens in it any more. */
  private static void saveAndEnd(
      PodContainerCalls container, ContainerHandle handle, CheckpointContainerRequest request) {
    boolean paused = handle.isPaused();
    if (!paused) {
      handle.pause();
    }
    try {
      container.daemon().call(RuntimeService.CHECKPOINT_CONTAINER, request);
    } catch (RuntimeException e) {
      if (!paused) {
        handle.resume();
      }
      throw e;
    }
    // a frozen container of cgroup v1 has to go on to be killed; that done, the daemon records it
    handle.stop(Duration.ZERO);
    container.stop(Duration.ZERO);
  }
}
