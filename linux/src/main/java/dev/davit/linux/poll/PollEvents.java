package dev.davit.linux.poll;

/** The events of poll(2) and epoll(7), which have the same numbers. */
public final class PollEvents {
  /** There is something to read, or the end of file; of a pidfd: the process has ended. */
  public static final int IN = 0x1;

  /** Something exceptional, such as a change of cgroup.events. */
  public static final int PRI = 0x2;

  /** There is room to write. */
  public static final int OUT = 0x4;

  /** An error; reported always. */
  public static final int ERR = 0x8;

  /** The other side is gone; reported always. */
  public static final int HUP = 0x10;

  /** Not an open descriptor; poll only. */
  public static final int NVAL = 0x20;

  /** The other side writes no more. */
  public static final int RDHUP = 0x2000;

  private PollEvents() {}
}
