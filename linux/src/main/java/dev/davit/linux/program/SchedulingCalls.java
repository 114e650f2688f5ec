package dev.davit.linux.program;

import dev.davit.linux.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;

/** System calls that set limits, priorities, processors, memory nodes and the personality. */
public final class SchedulingCalls {
  /** Says that there is no limit. */
  public static final long RLIM64_INFINITY = -1;

  /** How many processors are printed one by one. */
  private static final int SHOWN = 1024;

  private static final int SCHED_ATTR_BYTES = 48;
  private static final long SCHED_FLAG_KEEP_POLICY = 8;
  private static final long SCHED_FLAG_KEEP_PARAMS = 0x10;

  private static final Notation RESOURCE =
      NumberNames.oneOf(
          "RLIMIT",
          "RLIMIT_CPU=0 RLIMIT_FSIZE=1 RLIMIT_DATA=2 RLIMIT_STACK=3 RLIMIT_CORE=4 RLIMIT_RSS=5"
              + " RLIMIT_NPROC=6 RLIMIT_NOFILE=7 RLIMIT_MEMLOCK=8 RLIMIT_AS=9 RLIMIT_LOCKS=10"
              + " RLIMIT_SIGPENDING=11 RLIMIT_MSGQUEUE=12 RLIMIT_NICE=13 RLIMIT_RTPRIO=14"
              + " RLIMIT_RTTIME=15");

  private static final Notation POLICY =
      NumberNames.oneOf(
          "SCHED",
          "SCHED_OTHER=0 SCHED_FIFO=1 SCHED_RR=2 SCHED_BATCH=3 SCHED_ISO=4 SCHED_IDLE=5"
              + " SCHED_DEADLINE=6");

  private static final Notation SCHED_FLAG =
      NumberNames.flags(
          "SCHED_FLAG",
          "SCHED_FLAG_RESET_ON_FORK=1 SCHED_FLAG_RECLAIM=2 SCHED_FLAG_DL_OVERRUN=4"
              + " SCHED_FLAG_KEEP_POLICY=8 SCHED_FLAG_KEEP_PARAMS=0x10"
              + " SCHED_FLAG_UTIL_CLAMP_MIN=0x20 SCHED_FLAG_UTIL_CLAMP_MAX=0x40");

  private static final Notation IOPRIO_CLASS =
      NumberNames.oneOf(
          "IOPRIO_CLASS",
          "IOPRIO_CLASS_NONE=0 IOPRIO_CLASS_RT=1 IOPRIO_CLASS_BE=2 IOPRIO_CLASS_IDLE=3");

  private static final Notation MEMPOLICY =
      NumberNames.oneOf(
          "MPOL",
          "MPOL_DEFAULT=0 MPOL_PREFERRED=1 MPOL_BIND=2 MPOL_INTERLEAVE=3 MPOL_LOCAL=4"
              + " MPOL_PREFERRED_MANY=5 MPOL_WEIGHTED_INTERLEAVE=6");

  private static final Notation MEMPOLICY_FLAGS =
      NumberNames.flags(
          "MPOL_F",
          "MPOL_F_STATIC_NODES=0x8000 MPOL_F_RELATIVE_NODES=0x4000 MPOL_F_NUMA_BALANCING=0x2000");

  private static final Notation PERSONALITY = NumberNames.oneOf("PER", "PER_LINUX=0 PER_LINUX32=8");

  private SchedulingCalls() {}

  /** prlimit64(2) of the calling process; the resource is a number of RLIMIT_. */
  public static Call prlimit64(int resource, long soft, long hard) {
    Data limit =
        Data.struct("rlimit64", 16)
            .field(0, 8, "rlim_cur", Operand.of(soft, Notations.LIMIT))
            .field(8, 8, "rlim_max", Operand.of(hard, Notations.LIMIT))
            .build();
    return Call.of(
        Syscall.PRLIMIT64,
        Operand.of(0),
        Operand.of(resource, RESOURCE),
        limit.address(),
        Operand.NULL);
  }

  /** setpriority(2) of the calling process. */
  public static Call setpriority(int nice) {
    return Call.of(
        Syscall.SETPRIORITY, Operand.of(0, "PRIO_PROCESS"), Operand.of(0), Operand.of(nice));
  }

  /** sched_setaffinity(2) of the calling process. */
  public static Call schedSetaffinity(BitSet processors) {
    byte[] mask = words(processors);
    StringBuilder text = new StringBuilder("[");
    processors.stream().forEach(cpu -> text.append(text.length() == 1 ? "" : " ").append(cpu));
    // all that there can be are too many to be read
    String printed =
        processors.cardinality() > SHOWN ? "<all processors>" : text.append(']').toString();
    Data set =
        Data.struct("cpu_set", mask.length)
            .hidden(0, mask)
            .printedAs((out, data, fds) -> out.append(printed))
            .build();
    return Call.of(Syscall.SCHED_SETAFFINITY, Operand.of(0), FileCalls.size(set), set.address());
  }

  /** Gives the bits in whole words of 8 bytes, one at least. */
  private static byte[] words(BitSet bits) {
    byte[] bytes = bits.toByteArray();
    return Arrays.copyOf(bytes, Math.max(8, bytes.length + 7 & -8));
  }

  /**
   * sched_setattr(2) of the calling process.
   *
   * @param policy a number of SCHED_, which SCHED_FLAG_KEEP_POLICY makes meaningless
   * @param nice not passed with SCHED_FLAG_KEEP_PARAMS, as all that follows
   * @param runtimeNs for SCHED_DEADLINE, as are deadline and period
   */
  public static Call schedSetattr(
      int policy,
      long flags,
      int nice,
      int priority,
      long runtimeNs,
      long deadlineNs,
      long periodNs) {
    StructBuilder attributes =
        Data.struct("sched_attr", SCHED_ATTR_BYTES).field(0, 4, "size", SCHED_ATTR_BYTES);
    if ((flags & SCHED_FLAG_KEEP_PARAMS) != 0) {
      // strace leaves the policy out too, though the kernel reads it
      attributes.hidden(4, 4, Operand.of(policy));
    } else if ((flags & SCHED_FLAG_KEEP_POLICY) == 0) {
      attributes.field(4, 4, "sched_policy", Operand.of(policy, POLICY));
    }
    attributes.field(8, 8, "sched_flags", Operand.of(flags, SCHED_FLAG));
    if ((flags & SCHED_FLAG_KEEP_PARAMS) == 0) {
      attributes
          .field(16, 4, "sched_nice", nice)
          .field(20, 4, "sched_priority", priority)
          .field(24, 8, "sched_runtime", runtimeNs)
          .field(32, 8, "sched_deadline", deadlineNs)
          .field(40, 8, "sched_period", periodNs);
    }
    return Call.of(
        Syscall.SCHED_SETATTR, Operand.of(0), attributes.build().address(), Operand.of(0));
  }

  /** ioprio_set(2) of the calling process: class 0 none, 1 real time, 2 best effort, 3 idle. */
  public static Call ioprioSet(int ioClass, int level) {
    String value = "IOPRIO_PRIO_VALUE(" + IOPRIO_CLASS.print(ioClass) + ", " + level + ")";
    return Call.of(
        Syscall.IOPRIO_SET,
        Operand.of(1, "IOPRIO_WHO_PROCESS"),
        Operand.of(0),
        Operand.of((long) ioClass << 13 | level, value));
  }

  /** nanosleep(2); a signal ends it early. */
  public static Call nanosleep(Duration time) {
    Data timespec =
        Data.struct("timespec", 16)
            .field(0, 8, "tv_sec", Operand.of(time.toSeconds()))
            .field(8, 8, "tv_nsec", Operand.of(time.toNanosPart()))
            .build();
    return Call.of(Syscall.NANOSLEEP, timespec.address(), Operand.NULL);
  }

  /** personality(2): PER_LINUX 0, PER_LINUX32 8. */
  public static Call personality(long domain) {
    return Call.of(Syscall.PERSONALITY, Operand.of(domain, PERSONALITY));
  }

  /** set_mempolicy(2): the mode is a number of MPOL_, with its flags. */
  public static Call setMempolicy(int mode, int flags, BitSet nodes) {
    String printed = MEMPOLICY.print(mode);
    if (flags != 0) {
      printed = printed + "|" + MEMPOLICY_FLAGS.print(flags);
    }
    Operand modeAndFlags = Operand.of(mode | flags, printed);
    if (nodes.isEmpty()) {
      return Call.of(Syscall.SET_MEMPOLICY, modeAndFlags, Operand.NULL, Operand.of(0));
    }
    byte[] mask = words(nodes);
    StructBuilder set = Data.struct("nodemask", mask.length).hidden(0, mask);
    set.printedAs((out, data, fds) -> printNodes(out, mask));
    // The kernel takes one bit less than it is told.
    return Call.of(
        Syscall.SET_MEMPOLICY,
        modeAndFlags,
        set.build().address(),
        Operand.of(8L * mask.length + 1));
  }

  private static void printNodes(StringBuilder out, byte[] mask) {
    LongBuffer words = ByteBuffer.wrap(mask).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    for (int i = 0; i < words.limit(); i++) {
      out.append(i == 0 ? "[" : ", ").append(String.format("%#016x", words.get(i)));
    }
    out.append(']');
  }
}
