package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Signal;
import dev.davit.oci.DavitException;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Process;
import dev.davit.runtime.ExecRequest;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.StateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is done with containers of pods while they run. All of it throws {@link PodException} {@code
 * WRONG_STATE} for one that does not.
 */
final class RunningContainers {

  private final Runtime runtime;
  private final SavedContainers saved;

  RunningContainers(Runtime runtime, SavedContainers saved) {
    this.runtime = runtime;
    this.saved = saved;
  }

  /** Refuses where nothing can be saved or restored. */
  void requireCheckpoints(String action) {
    saved.require(action);
  }

  /** Saves it into an archive. */
  void save(PodContainer container, Path archive, CheckpointOptions options) {
    running(container);
    saved.save(container, archive, options);
  }

  void kill(PodContainer container, Signal signal) {
    runtime.kill(running(container), signal, false);
  }

  void pause(PodContainer container) {
    runtime.pause(running(container));
  }

  void resume(PodContainer container) {
    runtime.resume(running(container));
  }

  void reopenLog(PodContainer container) {
    running(container);
    try {
      if (container.streams.isPresent()) {
        container.streams.get().reopenLog();
      }
    } catch (ErrnoException e) {
      throw new PodException(Reason.FAILED, "log: reopen: " + e.getMessage(), e);
    }
  }

  AttachSession attach(PodContainer container) {
    running(container);
    return container
        .streams
        .orElseThrow(
            () ->
                new PodException(
                    Reason.WRONG_STATE, "container " + container.id + ": has no streams"))
        .attach();
  }

  ExecSession exec(PodContainer container, ExecConfig config) {
    if (config.command().isEmpty()) {
      throw new PodException(Reason.INVALID, "exec: no command");
    }
    ContainerId id = running(container);
    Process process =
        Process.parse(container.record().process())
            .withArgs(config.command())
            .withTerminal(config.tty());
    Stdio stdio = config.tty() ? Stdio.terminal(24, 80) : Stdio.pipes();
    try {
      return new ExecStreams(runtime.exec(id, ExecRequest.of(process, stdio)), config);
    } catch (StateException e) {
      throw new PodException(Reason.WRONG_STATE, e.getMessage(), e);
    } catch (SpecException e) {
      throw new PodException(Reason.INVALID, e.getMessage(), e);
    } catch (DavitException e) {
      throw new PodException(Reason.FAILED, e.getMessage(), e);
    }
  }

  ExecOutput execSync(
      PodContainer container, List<String> command, Duration timeout, int limitBytes) {
    ExecConfig config = new ExecConfig(command, false, true, true, false);
    try (ExecSession session = exec(container, config)) {
      return new OutputCollector(session, limitBytes).collect(command, timeout);
    }
  }

  private static ContainerId running(PodContainer container) {
    if (!container.running()) {
      throw new PodException(
          Reason.WRONG_STATE,
          "container " + container.id + ": " + container.record().phase() + ": not running");
    }
    return new ContainerId(container.id);
  }
}
