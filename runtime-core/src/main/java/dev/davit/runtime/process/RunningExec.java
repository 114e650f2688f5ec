package dev.davit.runtime.process;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Signal;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Wait;
import dev.davit.runtime.Console;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.ExecExit;
import dev.davit.runtime.ExecSession;
import dev.davit.runtime.launch.Joined;
import dev.davit.runtime.state.ExitStatus;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A process in a container that this JVM executed and waits for. */
public final class RunningExec implements ExecSession {

  private final Joined joined;
  private final AwaitedExit<ExecExit> exit = new AwaitedExit<>();
  private final Optional<StreamFd> stdout;
  private final Optional<StreamFd> stderr;
  private final Optional<StreamFd> stdin;
  private final Optional<MasterConsole> console;

  private RunningExec(Joined joined) {
    this.joined = joined;
    this.stdout = joined.streams().stdout().map(StreamFd::new);
    this.stderr = joined.streams().stderr().map(StreamFd::new);
    this.stdin = joined.streams().stdin().map(StreamFd::new);
    this.console = joined.streams().master().map(MasterConsole::new);
  }

  /**
   * Takes over a process that was just executed, and waits for it in the background.
   *
   * @throws ContainerException if that is not possible; the process is killed then
   */
  public static RunningExec watch(Joined joined, Watcher watcher) {
    RunningExec session = new RunningExec(joined);
    try {
      watcher.watch(joined.process(), session::ended, session::abandoned);
    } catch (ErrnoException e) {
      session.kill(Signal.KILL);
      session.ended();
      session.close();
      throw new ContainerException(joined.container(), "wait for process " + joined.pid(), e);
    }
    return session;
  }

  @Override
  public int pid() {
    return joined.pid();
  }

  @Override
  public List<String> warnings() {
    return joined.warnings();
  }

  @Override
  public InputStream stdout() {
    return new DescriptorInput(stdout.orElseThrow(() -> absent("pipes")));
  }

  @Override
  public InputStream stderr() {
    return new DescriptorInput(stderr.orElseThrow(() -> absent("pipes")));
  }

  @Override
  public OutputStream stdin() {
    return new DescriptorOutput(stdin.orElseThrow(() -> absent("pipes")));
  }

  @Override
  public Console console() {
    return console.orElseThrow(() -> absent("a terminal"));
  }

  private IllegalStateException absent(String what) {
    return new IllegalStateException(
        "process " + pid() + " in container " + joined.container() + ": not started with " + what);
  }

  @Override
  public synchronized void kill(Signal signal) {
    if (!joined.process().isOpen()) {
      return;
    }
    try {
      PidFd.signal(joined.process(), signal);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ESRCH)) {
        throw new ContainerException(joined.container(), "send " + signal, e);
      }
    }
  }

  private void ended() {
    try {
      dev.davit.linux.process.ExitStatus status = Wait.forPid(joined.pid());
      exit.complete(
          new ExecExit(
              status
                  .code()
                  .<ExitStatus>map(ExitStatus.Exited::new)
                  .orElseGet(
                      () ->
                          new ExitStatus.Signaled(
                              status.signal().orElseThrow().number(), status.coreDumped())),
              Instant.now(),
              status.userTime(),
              status.systemTime(),
              status.maxResidentBytes() / 1024));
    } catch (ErrnoException e) {
      exit.fail(new ContainerException(joined.container(), "wait for process " + pid(), e));
    } finally {
      letGo();
    }
  }

  private synchronized void letGo() {
    joined.process().close();
  }

  /** Nobody watches it any more, because its runtime was closed. */
  private void abandoned() {
    Abandoned.add(joined.pid());
    letGo();
    exit.fail(
        new ContainerException(
            joined.container(), "process " + pid() + ": its runtime was closed"));
  }

  @Override
  public ExecExit waitFor() throws InterruptedException {
    return exit.get();
  }

  @Override
  public Optional<ExecExit> waitFor(Duration timeout) throws InterruptedException {
    return exit.get(timeout);
  }

  @Override
  public CompletableFuture<ExecExit> onExit() {
    return exit.onExit();
  }

  @Override
  public void close() {
    stdin.ifPresent(StreamFd::close);
    stdout.ifPresent(StreamFd::close);
    stderr.ifPresent(StreamFd::close);
    console.ifPresent(MasterConsole::close);
  }
}
