package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.MemoryFile;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import dev.davit.linux.process.ExitStatus;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Processes;
import dev.davit.linux.process.Wait;
import dev.davit.oci.runtime.Hook;
import dev.davit.oci.runtime.State;
import dev.davit.runtime.StepException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One hook while it runs. The state is on its standard input; what it prints is kept for the
 * message. Both are files in memory: a hook that reads nothing, prints much or leaves a process
 * behind holds nobody up.
 */
final class HookProcess {

  /** How much of what a hook printed goes into a message. */
  private static final int OUTPUT_SHOWN = 1024;

  /** Starts the hook, with its standard input and its output. */
  @FunctionalInterface
  interface Starter {
    /** Gives the number of the process, the leader of a session of its own. */
    int start(Fd input, Fd output) throws ErrnoException;
  }

  private final String name;
  private final Hook hook;

  /**
   * A hook that is yet to run.
   *
   * @param name its place in the configuration, such as {@code createRuntime[0]}
   */
  HookProcess(String name, Hook hook) {
    this.name = name;
    this.hook = hook;
  }

  /**
   * Runs it to its end.
   *
   * @throws StepException if it cannot be started, does not end in time or ends with another code
   *     than 0
   */
  void run(State state, Starter starter) {
    String title = "hook " + name + " " + hook.path();
    try (Fd input = MemoryFile.create("state");
        Fd output = MemoryFile.create("output")) {
      Content.writeAll(input, state.toJson().getBytes(StandardCharsets.UTF_8));
      Content.seek(input, 0);
      int pid = starter.start(input, output);
      ExitStatus end = await(pid, title, output);
      if (end.code().orElse(1) != 0) {
        throw StepException.of(title, "ended with " + ended(end) + printed(output));
      }
    } catch (ErrnoException e) {
      throw StepException.ofCall(
          title, title, e.call(), e.errno(), "", StepException.RUNTIME_FAILED);
    }
  }

  private ExitStatus await(int pid, String title, Fd output) throws ErrnoException {
    if (hook.timeout().isEmpty()) {
      return Wait.forPid(pid);
    }
    int seconds = hook.timeout().get();
    boolean inTime;
    try (Fd process = PidFd.open(pid)) {
      inTime = Poll.await(process, PollEvents.IN, Duration.ofSeconds(seconds));
    }
    if (!inTime) {
      killSession(pid);
    }
    ExitStatus end = Wait.forPid(pid);
    if (!inTime) {
      throw StepException.of(
          title, "killed, for it did not end within " + seconds + " s" + printed(output));
    }
    return end;
  }

  /** It leads a process group; as long as it is not reaped, the number is its own. */
  private static void killSession(int pid) throws ErrnoException {
    try {
      Processes.kill(-pid, Signal.KILL);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ESRCH)) {
        throw e;
      }
    }
  }

  private static String ended(ExitStatus end) {
    return end.code()
        .map(code -> "exit code " + code)
        .orElseGet(() -> end.signal().map(Signal::toString).orElse("a signal"));
  }

  private static String printed(Fd output) throws ErrnoException {
    long size = Content.seekEnd(output);
    byte[] tail = new byte[(int) Math.min(size, OUTPUT_SHOWN)];
    int count = Content.pread(output, tail, 0, tail.length, size - tail.length);
    String text = new String(tail, 0, count, StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? "" : ": " + text;
  }
}
