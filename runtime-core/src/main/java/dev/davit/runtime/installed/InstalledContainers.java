package dev.davit.runtime.installed;

import dev.davit.linux.Signal;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.State;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The containers of an installed runtime, by its own verbs (runtime-spec 1.3.0, runtime.md,
 * "Operations"). Each call starts the program and waits for it. It is safe for use by many threads
 * as far as the program is.
 *
 * <p>Its containers are known to nobody but itself. To have one in Davit's own records, with a
 * supervisor that keeps its exit code, use {@link dev.davit.runtime.Runtime#start(
 * dev.davit.runtime.ContainerRequest, InstalledRuntime)}.
 *
 * <p>Every method throws {@link InstalledException} with the program's own words where it fails.
 */
public final class InstalledContainers {

  private final RuntimeCall call;

  InstalledContainers(InstalledRuntime runtime, Path root) {
    this.call = new RuntimeCall(runtime, root);
  }

  /**
   * Creates a container, which waits to be started. It belongs to nobody: its parent is the nearest
   * subreaper above this JVM.
   *
   * @param bundle a directory with a {@code config.json}
   * @param stdio its input, output and error: {@link Stdio.Inherit}, {@link Stdio.Null} or {@link
   *     Stdio.Descriptors}
   * @param consoleSocket the path of a listening Unix socket that is sent the master of its
   *     terminal (SCM_RIGHTS, unix(7)); only where its configuration asks for a terminal
   */
  public void create(ContainerId id, Path bundle, Stdio stdio, Optional<Path> consoleSocket) {
    List<String> words = new ArrayList<>(List.of("--bundle", bundle.toAbsolutePath().toString()));
    consoleSocket.ifPresent(
        path -> words.addAll(List.of("--console-socket", path.toAbsolutePath().toString())));
    words.add(id.value());
    call.withStdio("create", id, words, stdio);
  }

  /** Lets a container that was created execute its program. */
  public void start(ContainerId id) {
    call.output("start", id, List.of(id.value()));
  }

  /** The state of a container. */
  public State state(ContainerId id) {
    String text = call.output("state", id, List.of(id.value()));
    try {
      return State.parse(text);
    } catch (SpecException e) {
      throw call.failure("state", id, "what it printed is no state: " + e.getMessage());
    }
  }

  /**
   * Sends a signal to a container's first process, or to all of its processes.
   *
   * @param all whether to all; newer versions of runc do that only where the container has no PID
   *     namespace of its own
   */
  public void kill(ContainerId id, Signal signal, boolean all) {
    List<String> words = new ArrayList<>(all ? List.of("--all") : List.of());
    words.add(id.value());
    words.add(Integer.toString(signal.number()));
    call.output("kill", id, words);
  }

  /** Stops all of its processes until {@link #resume}. */
  public void pause(ContainerId id) {
    call.output("pause", id, List.of(id.value()));
  }

  /** Lets its processes go on. */
  public void resume(ContainerId id) {
    call.output("resume", id, List.of(id.value()));
  }

  /**
   * Removes a container.
   *
   * @param force whether to kill it if it runs, and to accept that there is none
   */
  public void delete(ContainerId id, boolean force) {
    List<String> words = new ArrayList<>(force ? List.of("--force") : List.of());
    words.add(id.value());
    call.output("delete", id, words);
  }

  /**
   * Executes one more process in a container that runs, and waits for its end.
   *
   * @param stdio as for {@link #create}
   * @return its exit code, or 128 and the number of the signal that killed it
   */
  public int exec(ContainerId id, Process process, Stdio stdio) {
    Path file = call.temporary("process");
    try {
      Files.writeString(file, process.toJson());
      return call.withStdio("exec", id, List.of("--process", file.toString(), id.value()), stdio);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      RuntimeCall.remove(file);
    }
  }
}
