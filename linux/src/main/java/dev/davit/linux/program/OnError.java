package dev.davit.linux.program;

import dev.davit.linux.Errno;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What happens when a system call fails.
 *
 * @param cases what happens at single errnos
 * @param otherwise what happens at all others
 */
public record OnError(Map<Errno, Reaction> cases, Reaction otherwise) {
  /** The default: every error ends in the program's failure label. */
  public static final OnError FAIL = new OnError(Map.of(), Reaction.FAIL);

  /** Every error is passed over. */
  public static final OnError IGNORE = new OnError(Map.of(), Reaction.IGNORE);

  public OnError {
    Objects.requireNonNull(otherwise, "otherwise");
    cases = cases.isEmpty() ? Map.of() : Map.copyOf(cases);
  }

  /** Passes these errors over; others fail. */
  public static OnError ignore(Errno... errnos) {
    return FAIL.andIgnore(errnos);
  }

  /** Jumps at this error; others fail. */
  public static OnError branch(Errno errno, String label) {
    return FAIL.andBranch(errno, label);
  }

  /** Jumps at any error. */
  public static OnError branchAlways(String label) {
    return FAIL.otherwiseBranch(label);
  }

  /** Passes these errors over too. */
  public OnError andIgnore(Errno... errnos) {
    OnError result = this;
    for (Errno errno : errnos) {
      result = result.with(errno, Reaction.IGNORE);
    }
    return result;
  }

  /** Jumps at this error too. */
  public OnError andBranch(Errno errno, String label) {
    return with(errno, new Reaction.Branch(label));
  }

  /** Jumps at all errors which have no case of their own. */
  public OnError otherwiseBranch(String label) {
    return new OnError(cases, new Reaction.Branch(label));
  }

  /** Tells whether there are errors that end in the failure label. */
  public boolean canFail() {
    return otherwise == Reaction.FAIL;
  }

  private OnError with(Errno errno, Reaction reaction) {
    if (cases.isEmpty()) {
      return new OnError(Map.of(errno, reaction), otherwise);
    }
    Map<Errno, Reaction> more = new HashMap<>();
    more.putAll(cases);
    more.put(errno, reaction);
    return new OnError(more, otherwise);
  }
}
