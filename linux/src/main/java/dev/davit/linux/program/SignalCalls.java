package dev.davit.linux.program;

import dev.davit.linux.Signal;
import dev.davit.linux.Syscall;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** System calls that send, block, ignore and await signals, and that wait for descriptors. */
public final class SignalCalls {
  /** What the kernel takes for the size of a set of signals, in bytes. */
  private static final int SIGSET_BYTES = 8;

  private static final Notation HOW =
      NumberNames.oneOf("SIG", "SIG_BLOCK=0 SIG_UNBLOCK=1 SIG_SETMASK=2");

  private static final Notation HANDLER = NumberNames.oneOf("SIG", "SIG_DFL=0 SIG_IGN=1");

  private static final Notation POLL =
      NumberNames.flags(
          "POLL",
          "POLLIN=1 POLLPRI=2 POLLOUT=4 POLLERR=8 POLLHUP=0x10 POLLNVAL=0x20"
              + " POLLRDNORM=0x40 POLLRDBAND=0x80 POLLWRNORM=0x100"
              + " POLLWRBAND=0x200 POLLMSG=0x400 POLLREMOVE=0x1000 POLLRDHUP=0x2000");

  private SignalCalls() {}

  /** kill(2); 0 only tests. */
  public static Call kill(Operand pid, int signal) {
    return Call.of(Syscall.KILL, pid, Operand.of(signal, Notations.SIGNAL));
  }

  /** pidfd_send_signal(2); 0 only tests. */
  public static Call pidfdSendSignal(Operand pidfd, int signal) {
    return Call.of(
        Syscall.PIDFD_SEND_SIGNAL,
        pidfd,
        Operand.of(signal, Notations.SIGNAL),
        Operand.NULL,
        Operand.of(0));
  }

  /**
   * rt_sigaction(2) that ignores a signal or gives it back its default.
   *
   * <p>A program cannot handle signals: it has no stack for it.
   */
  public static Call rtSigaction(Signal signal, boolean ignored) {
    // The kernel's struct sigaction: handler, flags, restorer, mask, 8 bytes each on x86-64; there
    // is no restorer on aarch64, but all that follows the handler is zero on both.
    Data action =
        Data.struct("sigaction", 32)
            .field(0, 8, "sa_handler", Operand.of(ignored ? 1 : 0, HANDLER))
            .field(16, 8, "sa_mask", Operand.of(0, "[]"))
            .field(8, 8, "sa_flags", 0)
            .build();
    return Call.of(
        Syscall.RT_SIGACTION,
        Operand.of(signal.number(), Notations.SIGNAL),
        action.address(),
        Operand.NULL,
        Operand.of(SIGSET_BYTES));
  }

  /** rt_sigprocmask(2): SIG_BLOCK 0, SIG_UNBLOCK 1, SIG_SETMASK 2. */
  public static Call rtSigprocmask(int how, Collection<Signal> signals) {
    return Call.of(
        Syscall.RT_SIGPROCMASK,
        Operand.of(how, HOW),
        signalSet(signals).address(),
        Operand.NULL,
        Operand.of(SIGSET_BYTES));
  }

  /** rt_sigtimedwait(2) without a time limit: the result is the signal. */
  public static Call rtSigtimedwait(Collection<Signal> signals) {
    return Call.of(
        Syscall.RT_SIGTIMEDWAIT,
        signalSet(signals).address(),
        Operand.NULL,
        Operand.NULL,
        Operand.of(SIGSET_BYTES));
  }

  /** Waits for any signal that ends the process, by ppoll(2): aarch64 has no pause(2). */
  public static Call pause() {
    return Call.of(
        Syscall.PPOLL, Operand.NULL, Operand.of(0), Operand.NULL, Operand.NULL, Operand.of(0));
  }

  /**
   * ppoll(2) of one descriptor without a time limit.
   *
   * @param events POLLIN 1, POLLOUT 4
   */
  public static Call ppoll(Operand fd, int events) {
    Field descriptor = new Field(0, 4, "fd", fd);
    Field wanted = new Field(4, 2, "events", Operand.of(events, POLL));
    Data pollfd =
        Data.struct("pollfd", 8)
            .hidden(0, 4, fd)
            .hidden(4, 2, wanted.operand())
            .printedAs(DataNotation.list(List.of(DataNotation.struct(List.of(descriptor, wanted)))))
            .build();
    return Call.of(
        Syscall.PPOLL, pollfd.address(), Operand.of(1), Operand.NULL, Operand.NULL, Operand.of(0));
  }

  private static Data signalSet(Collection<Signal> signals) {
    BitSet numbers = new BitSet();
    long mask = 0;
    for (Signal signal : signals) {
      numbers.set(signal.number());
      mask |= 1L << signal.number() - 1;
    }
    return Data.struct("sigset", SIGSET_BYTES)
        .hidden(0, 8, Operand.of(mask))
        .printedAs((out, data, fds) -> printSet(out, numbers))
        .build();
  }

  /** Writes names without SIG; when most are set, those which are not, after a tilde. */
  private static void printSet(StringBuilder out, BitSet numbers) {
    boolean inverted = numbers.cardinality() >= 64 * 2 / 3;
    BitSet shown = numbers;
    if (inverted) {
      shown = (BitSet) numbers.clone();
      shown.flip(1, 65);
    }
    out.append(inverted ? "~[" : "[");
    String separator = "";
    for (int i = shown.nextSetBit(1); i >= 0; i = shown.nextSetBit(i + 1)) {
      out.append(separator).append(Notations.signal(i));
      separator = " ";
    }
    out.append(']');
  }
}
