package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
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
import dev.davit.runtime.plan.SupportedFeatures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One hook while it runs. The state is on its standard input; what it prints is kept for the
 * message, and for the files that annotations name for it, as in crun. All are files in memory: a
 * hook that reads nothing, prints much or leaves a process behind holds nobody up.
 */
final class HookProcess {

  /** How much of what a hook printed goes into a message. */
  private static final int OUTPUT_SHOWN = 1024;

  /** The annotations whose values are the files to which standard output and error are added. */
  private static final List<String> KEPT = SupportedFeatures.HOOK_FILES;

  /** Starts the hook, with its standard streams. */
  @FunctionalInterface
  interface Starter {
    /** Gives the number of the process, the leader of a session of its own. */
    int start(Fd input, Fd output, Fd errors) throws ErrnoException;
  }

  private final String name;
  private final Hook hook;
  private final Map<String, String> annotations;

  /**
   * A hook that is yet to run.
   *
   * @param name its place in the configuration, such as {@code createRuntime[0]}
   * @param annotations the container's
   */
  HookProcess(String name, Hook hook, Map<String, String> annotations) {
    this.name = name;
    this.hook = hook;
    this.annotations = annotations;
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
        Fd output = MemoryFile.create("output");
        Fd errors = MemoryFile.create("errors")) {
      Content.writeAll(input, state.toJson().getBytes(StandardCharsets.UTF_8));
      Content.seek(input, 0);
      int pid = starter.start(input, output, errors);
      try {
        ExitStatus end = await(pid, title, output, errors);
        if (end.code().orElse(1) != 0) {
          throw StepException.of(title, failed(end) + printed(output) + printed(errors));
        }
      } finally {
        keep(output, KEPT.get(0));
        keep(errors, KEPT.get(1));
      }
    } catch (ErrnoException e) {
      throw StepException.ofCall(title, title, e);
    }
  }

  /** In the words of crun, which callers know. */
  private String failed(ExitStatus end) {
    return name.substring(0, name.indexOf('[')) + " hook failed with " + ended(end);
  }

  private void keep(Fd printed, String annotation) throws ErrnoException {
    String file = annotations.get(annotation);
    if (file == null) {
      return;
    }
    byte[] all = new byte[(int) Content.seekEnd(printed)];
    int count = Content.pread(printed, all, 0, all.length, 0);
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND;
    try (Fd kept = Descriptors.open(Fd.CWD, file, flags, 0600)) {
      Content.writeAll(kept, Arrays.copyOf(all, count));
    }
  }

  private ExitStatus await(int pid, String title, Fd output, Fd errors) throws ErrnoException {
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
          title,
          "killed, for it did not end within "
              + seconds
              + " s"
              + printed(output)
              + printed(errors));
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
