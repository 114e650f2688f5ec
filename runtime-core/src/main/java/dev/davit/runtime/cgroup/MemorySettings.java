package dev.davit.runtime.cgroup;

import dev.davit.oci.runtime.Memory;
import dev.davit.runtime.cgroup.Setting.WhenMissing;
import java.util.Optional;

/**
 * The memory limits of the OCI configuration as control files (Documentation/admin-guide/cgroup-v2,
 * "Memory", and cgroup-v1/memory).
 */
final class MemorySettings {

  private static final String CONTROLLER = "memory";
  private static final long UNLIMITED = -1;

  private final SettingList out;
  private final Memory memory;

  private MemorySettings(SettingList out, Memory memory) {
    this.out = out;
    this.memory = memory;
  }

  static void add(SettingList out, Memory memory) {
    new MemorySettings(out, memory).add();
  }

  private void add() {
    if (memory.limit().filter(bytes -> bytes == UNLIMITED).isPresent()
        && memory.swap().isEmpty()
        && isV1()) {
      swap(UNLIMITED); // the sum may not stay below it, as in runc
    }
    memory.limit().ifPresent(this::limit);
    memory.swap().ifPresent(this::swap);
    memory.reservation().ifPresent(this::reservation);
    memory.kernel().filter(bytes -> bytes != UNLIMITED).ifPresent(this::kernel);
    memory.kernelTCP().filter(bytes -> bytes != UNLIMITED).ifPresent(this::kernelTcp);
    memory.swappiness().ifPresent(this::swappiness);
    memory.disableOOMKiller().filter(disable -> disable).ifPresent(this::disableOomKiller);
    memory.useHierarchy().filter(use -> !use).ifPresent(this::noHierarchy);
  }

  private void limit(long bytes) {
    if (bytes == 0 || bytes < UNLIMITED) {
      out.refuse("memory.limit", bytes + ": must be positive, or -1 for no limit");
      return;
    }
    out.either(
        "memory.limit", CONTROLLER, "memory.max", orMax(bytes), "memory.limit_in_bytes", bytes);
  }

  /** OCI counts memory and swap together, cgroup v2 swap alone. */
  private void swap(long both) {
    Optional<Long> limit = memory.limit();
    boolean limited = limit.isPresent() && limit.get() > 0;
    if (both < UNLIMITED) {
      out.refuse("memory.swap", both + ": must not be negative, or -1 for no limit");
    } else if (both != UNLIMITED && limit.isEmpty() && isV1()) {
      // there the kernel holds both sums, and compares them itself
      out.add(
          "memory.swap",
          CONTROLLER,
          false,
          "memory.memsw.limit_in_bytes",
          both,
          WhenMissing.REFUSE);
    } else if (both != UNLIMITED && !limited) {
      out.refuse("memory.swap", both + ": needs a memory.limit, which it includes");
    } else if (both != UNLIMITED && both < limit.get()) {
      out.refuse(
          "memory.swap", both + ": less than memory.limit " + limit.get() + ", which it includes");
    } else {
      // Without the file there is no swap to be limited, so "no limit" holds by itself.
      WhenMissing missing = both == UNLIMITED ? WhenMissing.SKIP : WhenMissing.REFUSE;
      switch (out.place(CONTROLLER)) {
        case UNIFIED -> {
          Object swapOnly = both == UNLIMITED ? "max" : both - limit.get();
          out.add("memory.swap", CONTROLLER, true, "memory.swap.max", swapOnly, missing);
        }
        case V1 ->
            out.add("memory.swap", CONTROLLER, false, "memory.memsw.limit_in_bytes", both, missing);
        case NOWHERE -> out.nowhere("memory.swap", CONTROLLER);
      }
    }
  }

  private boolean isV1() {
    return out.place(CONTROLLER) == SettingList.Place.V1;
  }

  private void reservation(long bytes) {
    if (bytes < UNLIMITED) {
      out.refuse("memory.reservation", bytes + ": must not be negative, or -1");
      return;
    }
    out.either(
        "memory.reservation",
        CONTROLLER,
        "memory.low",
        orMax(bytes),
        "memory.soft_limit_in_bytes",
        bytes);
  }

  private void kernel(long bytes) {
    out.refuse("memory.kernel", bytes + ": kernels since 5.16 cannot limit kernel memory alone");
  }

  private void kernelTcp(long bytes) {
    if (out.place(CONTROLLER) == SettingList.Place.V1) {
      out.v1("memory.kernelTCP", CONTROLLER, "memory.kmem.tcp.limit_in_bytes", bytes);
    } else {
      out.refuse("memory.kernelTCP", bytes + ": cgroup v2 counts it in memory.limit");
    }
  }

  private void swappiness(long percent) {
    if (percent < 0 || percent > 100) {
      out.refuse("memory.swappiness", percent + ": not in 0..100");
    } else if (out.place(CONTROLLER) == SettingList.Place.V1) {
      out.v1("memory.swappiness", CONTROLLER, "memory.swappiness", percent);
    } else {
      out.refuse("memory.swappiness", percent + ": cgroup v2 has no swappiness per cgroup");
    }
  }

  private void disableOomKiller(boolean disable) {
    if (out.place(CONTROLLER) == SettingList.Place.V1) {
      out.v1("memory.disableOOMKiller", CONTROLLER, "memory.oom_control", 1);
    } else {
      out.refuse("memory.disableOOMKiller", disable + ": cgroup v2 cannot disable the OOM killer");
    }
  }

  private void noHierarchy(boolean use) {
    out.refuse("memory.useHierarchy", use + ": kernels since 5.11 always count hierarchically");
  }

  private static Object orMax(long bytes) {
    return bytes == UNLIMITED ? "max" : bytes;
  }
}
