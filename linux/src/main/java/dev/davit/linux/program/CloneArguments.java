package dev.davit.linux.program;

/**
 * The arguments of clone3(2), struct clone_args of 88 bytes, without a stack: the child goes on
 * with a copy of its parent's.
 */
public final class CloneArguments {
  static final int BYTES = 88;
  private static final long CLONE_PIDFD = 0x1000;
  private static final long CLONE_VM = 0x100;
  private static final long CLONE_INTO_CGROUP = 0x200000000L;

  private long flags;
  private long exitSignal;
  private Operand pidfd = Operand.NULL;
  private Operand cgroup = Operand.of(0);

  private CloneArguments(long flags, long exitSignal) {
    this.flags = flags;
    this.exitSignal = exitSignal;
  }

  /**
   * Starts with CLONE_ flags and the signal which the parent gets when the child ends.
   *
   * @throws IllegalArgumentException when memory would be shared: parent and child have one stack
   */
  public static CloneArguments of(long flags, int exitSignal) {
    if ((flags & CLONE_VM) != 0) {
      throw new IllegalArgumentException("clone3: CLONE_VM: the child needs data of its own");
    }
    return new CloneArguments(flags, exitSignal);
  }

  /** Sets CLONE_PIDFD and where the child's pidfd goes, a slot of four bytes. */
  public CloneArguments pidfd(Slot slot) {
    flags |= CLONE_PIDFD;
    pidfd = slot.address();
    return this;
  }

  /** Sets CLONE_INTO_CGROUP and the descriptor of the cgroup v2 directory. */
  public CloneArguments cgroup(Operand directory) {
    flags |= CLONE_INTO_CGROUP;
    cgroup = directory;
    return this;
  }

  Data build() {
    StructBuilder builder =
        Data.struct("clone_args", BYTES).field(0, 8, "flags", Operand.of(flags, Notations.CLONE));
    if ((flags & CLONE_PIDFD) != 0) {
      builder.field(8, 8, "pidfd", pidfd);
    }
    builder
        .field(32, 8, "exit_signal", Operand.of(exitSignal, Notations.SIGNAL))
        .field(40, 8, "stack", Operand.NULL)
        .field(48, 8, "stack_size", Operand.of(0, Notation.HEX));
    if ((flags & CLONE_INTO_CGROUP) != 0) {
      builder.field(80, 8, "cgroup", cgroup);
    }
    return builder.build();
  }
}
