package dev.davit.runtime.process;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Content;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Wait;
import dev.davit.runtime.Console;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.launch.HookRunner;
import dev.davit.runtime.launch.Launched;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ExitRecord;
import dev.davit.runtime.state.StateDirectory;
import dev.davit.runtime.systemd.Scopes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A container that this JVM started and waits for. */
public final class RunningContainer implements Container {

  private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

  private final Launched launched;
  private final StateDirectory states;
  private final AwaitedExit<ContainerExit> exit = new AwaitedExit<>();
  private final Optional<InputStream> stdout;
  private final Optional<InputStream> stderr;
  private final Optional<OutputStream> stdin;
  private final Optional<MasterConsole> console;
  private final List<String> warnings;
  private boolean deleted;

  private RunningContainer(Launched launched, StateDirectory states) {
    this.launched = launched;
    this.states = states;
    this.warnings = new CopyOnWriteArrayList<>(launched.warnings());
    this.stdout = launched.streams().stdout().map(fd -> new DescriptorInput(new StreamFd(fd)));
    this.stderr = launched.streams().stderr().map(fd -> new DescriptorInput(new StreamFd(fd)));
    this.stdin = launched.streams().stdin().map(fd -> new DescriptorOutput(new StreamFd(fd)));
    this.console = launched.streams().master().map(MasterConsole::new);
  }

  /**
   * Takes over a container that was just started, and waits for it in the background.
   *
   * @throws ContainerException if that is not possible; nothing is left of it then
   */
  public static RunningContainer watch(Launched launched, StateDirectory states, Watcher watcher) {
    RunningContainer container = new RunningContainer(launched, states);
    try {
      watcher.watch(launched.supervisor(), container::ended, container::abandoned);
    } catch (ErrnoException e) {
      throw container.unwatched(e);
    }
    return container;
  }

  private ContainerException unwatched(ErrnoException reason) {
    ContainerException failure = new ContainerException(id(), "wait for it", reason);
    try {
      launched.cgroup().ifPresent(Cgroup::kill);
      kill(Signal.KILL);
      ended();
      delete();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  @Override
  public ContainerId id() {
    return launched.description().id();
  }

  @Override
  public int pid() {
    return launched.pid();
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public InputStream stdout() {
    return stdout.orElseThrow(() -> absent("pipes"));
  }

  @Override
  public InputStream stderr() {
    return stderr.orElseThrow(() -> absent("pipes"));
  }

  @Override
  public OutputStream stdin() {
    return stdin.orElseThrow(() -> absent("pipes"));
  }

  @Override
  public Console console() {
    return console.orElseThrow(() -> absent("a terminal"));
  }

  private IllegalStateException absent(String what) {
    return new IllegalStateException("container " + id() + ": was not started with " + what);
  }

  @Override
  public void kill(Signal signal) {
    if (launched.process().isEmpty() || !launched.process().get().isOpen()) {
      return;
    }
    try {
      PidFd.signal(launched.process().get(), signal);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ESRCH)) {
        throw new ContainerException(id(), "send " + signal, e);
      }
    }
  }

  /** The supervisor is gone: reaps it and reads what it recorded. */
  private void ended() {
    try {
      Wait.forPid(launched.supervisorPid());
      byte[] bytes = new byte[ExitRecord.MAX_SIZE];
      int count = Content.pread(launched.exitFile(), bytes, 0, bytes.length, 0);
      Optional<ExitRecord> record = ExitRecord.parse(Arrays.copyOf(bytes, count));
      if (record.isPresent()) {
        ContainerExit how = exit(record.get());
        if (!launched.recorded()) {
          recordStopped(how);
        }
        exit.complete(how);
      } else {
        exit.fail(ContainerException.unknownExit(id()));
      }
    } catch (ErrnoException e) {
      exit.fail(new ContainerException(id(), "wait for it", e));
    } catch (RuntimeException e) {
      exit.fail(e);
    }
  }

  /** A container that ended before it could be recorded as running is recorded now. */
  private void recordStopped(ContainerExit how) {
    states.update(
        new ContainerState.Stopped(
            launched.description(), how.finished(), Optional.of(how.status()), how.oomKilled()));
  }

  private ContainerExit exit(ExitRecord record) {
    return RecordedExit.of(record, launched.description(), launched.cgroup());
  }

  @Override
  public ContainerExit waitFor() throws InterruptedException {
    return exit.get();
  }

  @Override
  public Optional<ContainerExit> waitFor(Duration timeout) throws InterruptedException {
    return exit.get(timeout);
  }

  @Override
  public CompletableFuture<ContainerExit> onExit() {
    return exit.onExit();
  }

  @Override
  public synchronized void delete() {
    if (deleted) {
      return;
    }
    end();
    RecordedContainer.installed(id(), states)
        .clear(launched.description(), launched.host())
        .ifPresent(warnings::add);
    launched.cgroup().map(Cgroup::path).ifPresent(Scopes::remove);
    launched.cgroup().ifPresent(Cgroup::remove);
    RecordedContainer.removeResctrl(id(), states, launched.host());
    Optional<HookRunner> hooks =
        RecordedContainer.hooks(launched.description(), states, launched.host());
    states.remove(id());
    hooks.ifPresent(runner -> warnings.addAll(runner.afterDelete()));
    closeDescriptors();
    closeStreams();
    deleted = true;
  }

  @Override
  public synchronized void release() {
    if (!deleted) {
      closeStreams();
      // Until then they are needed: the supervisor is a child of this process, and has to be
      // reaped.
      exit.onExit().whenComplete((ended, failure) -> closeDescriptors());
    }
  }

  /** Nobody watches it any more, because its runtime was closed. */
  private void abandoned() {
    Abandoned.add(launched.supervisorPid());
    exit.fail(new ContainerException(id(), "its runtime was closed"));
    closeDescriptors();
  }

  private void closeDescriptors() {
    launched.process().ifPresent(Fd::close);
    launched.supervisor().close();
    launched.exitFile().close();
  }

  private void end() {
    launched.cgroup().ifPresent(Cgroup::kill);
    kill(Signal.KILL);
    try {
      if (!exit.comes(KILL_DEADLINE)) {
        throw new ContainerException(
            id(), "still runs " + KILL_DEADLINE.toSeconds() + " s after SIGKILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ContainerException(id(), "interrupted while waiting for its end");
    }
  }

  private void closeStreams() {
    try {
      if (stdin.isPresent()) {
        stdin.get().close();
      }
      if (stdout.isPresent()) {
        stdout.get().close();
        stderr.orElseThrow().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    console.ifPresent(MasterConsole::close);
  }
}
