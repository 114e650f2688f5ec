package dev.davit.runtime;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.oci.DavitException;
import java.util.Optional;

/**
 * A container could not be started: the step that failed, its system call and its error. Nothing of
 * the container is left; what could not be undone is among the suppressed exceptions.
 */
public final class StepException extends DavitException {
  private static final long serialVersionUID = 1L;

  /** The exit code of a command when the runtime failed. */
  public static final int RUNTIME_FAILED = 125;

  /** The exit code of a command when the container's program cannot be executed. */
  public static final int NOT_EXECUTABLE = 126;

  /** The exit code of a command when the container's program does not exist. */
  public static final int NOT_FOUND = 127;

  /** What was being done. */
  private final String step;

  /** The call in strace notation; empty if it was not a system call. */
  private final String call;

  /** The kernel's answer; null if it was not a system call. */
  private final Errno errno;

  /** What the command that asked for it exits with. */
  private final int exitCode;

  private StepException(String message, String step, String call, Errno errno, int exitCode) {
    super(message);
    this.step = step;
    this.call = call;
    this.errno = errno;
    this.exitCode = exitCode;
  }

  /**
   * A system call failed.
   *
   * @param subject what it was about, as people name it, such as {@code exec "sh"}
   * @param step the title of the step
   * @param call the call in strace notation
   * @param errno the kernel's answer
   * @param cure what to do about it; empty if that is not known
   * @param exitCode 125, 126 or 127
   */
  public static StepException ofCall(
      String subject, String step, String call, Errno errno, String cure, int exitCode) {
    StringBuilder message = new StringBuilder();
    message.append(subject).append(": ").append(errno.text()).append(" in ").append(call);
    if (!cure.isEmpty()) {
      message.append("; ").append(cure);
    }
    return new StepException(message.toString(), step, call, errno, exitCode);
  }

  /**
   * A system call of the runtime itself failed, for which no cure is known: exit code 125.
   *
   * @param subject what it was about, as people name it
   * @param step the title of the step
   * @param failure the call, and the kernel's answer
   */
  public static StepException ofCall(String subject, String step, ErrnoException failure) {
    return ofCall(subject, step, failure.call(), failure.errno(), "", RUNTIME_FAILED);
  }

  /**
   * Something other than a system call failed.
   *
   * @param step the title of the step
   * @param what what is wrong, and its cure
   */
  public static StepException of(String step, String what) {
    return new StepException(step + ": " + what, step, "", null, RUNTIME_FAILED);
  }

  /** What was being done. */
  public String step() {
    return step;
  }

  /** The call that failed, in strace notation; empty if it was not a system call. */
  public Optional<String> call() {
    return call.isEmpty() ? Optional.empty() : Optional.of(call);
  }

  /** The kernel's answer; empty if it was not a system call. */
  public Optional<Errno> errno() {
    return Optional.ofNullable(errno);
  }

  /**
   * What a command that was asked to run the container exits with, as docker and podman do: 127 if
   * the program does not exist, 126 if it cannot be executed, 125 for everything else.
   */
  public int exitCode() {
    return exitCode;
  }
}
