package dev.davit.engine;

import java.util.Objects;

/**
 * One thing that a machine offers to containers, or does not.
 *
 * @param name in few words, such as {@code memory limits}
 * @param state whether it is there
 * @param detail how, or why not
 * @param cure what to change; empty if nothing is to be changed
 */
public record HostFeature(String name, State state, String detail, String cure) {

  /** Whether it is there. */
  public enum State {
    /** It is there. */
    YES,
    /** It is there in part, or in another way that costs something. */
    PARTLY,
    /** It is not there, and what asks for it is refused. */
    NO
  }

  /** Refuses nulls. */
  public HostFeature {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(cure, "cure");
  }

  static HostFeature yes(String name, String detail) {
    return new HostFeature(name, State.YES, detail, "");
  }

  static HostFeature partly(String name, String detail, String cure) {
    return new HostFeature(name, State.PARTLY, detail, cure);
  }

  static HostFeature no(String name, String detail, String cure) {
    return new HostFeature(name, State.NO, detail, cure);
  }
}
