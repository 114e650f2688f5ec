package dev.davit.runtime.installed;

import dev.davit.oci.DavitException;
import dev.davit.runtime.StepException;
import java.util.Locale;
import java.util.regex.Pattern;

/** An installed runtime is not there, or has refused or failed to do something. */
public final class InstalledException extends DavitException {
  private static final long serialVersionUID = 1L;

  // runc: exec: "x": executable file not found in $PATH; stat /x: no such file or directory
  // crun: executable file `x` not found in $PATH: No such file or directory
  // davit-oci: exec "x": ENOENT (no such file or directory) in execve(…)
  private static final Pattern MISSING =
      Pattern.compile("exec.*(not found|no such file or directory)");

  private static final Pattern NOT_EXECUTABLE =
      Pattern.compile("exec.*(permission denied|not permitted|exec format error|is a directory)");

  private final String program;
  private final String verb;
  private final String container;
  private final String reason;
  private final boolean told;

  /**
   * It has said why.
   *
   * @param program its name or path
   * @param verb what it was to do, such as {@code create}
   * @param container whose name; empty if it was about none
   * @param reason in the program's own words
   */
  public InstalledException(String program, String verb, String container, String reason) {
    this(program, verb, container, reason, false);
  }

  /**
   * It has said why.
   *
   * @param told whether on the standard error of this process as well
   */
  public InstalledException(
      String program, String verb, String container, String reason, boolean told) {
    super(program + ": " + verb + (container.isEmpty() ? "" : " " + container) + ": " + reason);
    this.program = program;
    this.verb = verb;
    this.container = container;
    this.reason = reason;
    this.told = told;
  }

  /** There is no such program. */
  static InstalledException missing(String program, String reason) {
    return new InstalledException("runtime " + program, "find", "", reason);
  }

  /** The name or path of the program. */
  public String program() {
    return program;
  }

  /** What it was to do, such as {@code create}. */
  public String verb() {
    return verb;
  }

  /** The name of the container; empty if it was about none. */
  public String container() {
    return container;
  }

  /** Why, in the program's own words. */
  public String reason() {
    return reason;
  }

  /**
   * Whether the standard error of this process has the reason already: a program that had it from
   * this process writes there what it logs, as runc, crun and {@code davit-oci} do.
   */
  public boolean isTold() {
    return told;
  }

  /** What was to be done, without the reason. */
  public String outline() {
    return program + ": " + verb + (container.isEmpty() ? "" : " " + container);
  }

  /**
   * What a command that was asked to run the container exits with: 127 if the container's program
   * does not exist, 126 if it cannot be executed, 125 for everything else. The runtimes say it in
   * words alone.
   */
  public int exitCode() {
    String words = reason.toLowerCase(Locale.ROOT);
    if (MISSING.matcher(words).find()) {
      return StepException.NOT_FOUND;
    }
    return NOT_EXECUTABLE.matcher(words).find()
        ? StepException.NOT_EXECUTABLE
        : StepException.RUNTIME_FAILED;
  }
}
