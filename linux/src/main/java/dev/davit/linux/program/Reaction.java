package dev.davit.linux.program;

/** What a program does at an error. */
public sealed interface Reaction permits Reaction.Simple, Reaction.Branch {
  /** Notes the call's index and the errno, and jumps to the failure label. */
  Reaction FAIL = Simple.FAIL;

  /** Goes on with the next instruction. */
  Reaction IGNORE = Simple.IGNORE;

  /** The reactions without a target. */
  enum Simple implements Reaction {
    /** Fails. */
    FAIL,
    /** Goes on. */
    IGNORE
  }

  /** Jumps to a label. */
  record Branch(String label) implements Reaction {}
}
