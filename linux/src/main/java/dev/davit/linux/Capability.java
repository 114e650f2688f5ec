package dev.davit.linux;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A capability of capabilities(7); its bit in a capability set is its {@link #number()}. */
public enum Capability {
  /** CAP_CHOWN, bit 0. */
  CHOWN,
  /** CAP_DAC_OVERRIDE, bit 1. */
  DAC_OVERRIDE,
  /** CAP_DAC_READ_SEARCH, bit 2. */
  DAC_READ_SEARCH,
  /** CAP_FOWNER, bit 3. */
  FOWNER,
  /** CAP_FSETID, bit 4. */
  FSETID,
  /** CAP_KILL, bit 5. */
  KILL,
  /** CAP_SETGID, bit 6. */
  SETGID,
  /** CAP_SETUID, bit 7. */
  SETUID,
  /** CAP_SETPCAP, bit 8. */
  SETPCAP,
  /** CAP_LINUX_IMMUTABLE, bit 9. */
  LINUX_IMMUTABLE,
  /** CAP_NET_BIND_SERVICE, bit 10. */
  NET_BIND_SERVICE,
  /** CAP_NET_BROADCAST, bit 11. */
  NET_BROADCAST,
  /** CAP_NET_ADMIN, bit 12. */
  NET_ADMIN,
  /** CAP_NET_RAW, bit 13. */
  NET_RAW,
  /** CAP_IPC_LOCK, bit 14. */
  IPC_LOCK,
  /** CAP_IPC_OWNER, bit 15. */
  IPC_OWNER,
  /** CAP_SYS_MODULE, bit 16. */
  SYS_MODULE,
  /** CAP_SYS_RAWIO, bit 17. */
  SYS_RAWIO,
  /** CAP_SYS_CHROOT, bit 18. */
  SYS_CHROOT,
  /** CAP_SYS_PTRACE, bit 19. */
  SYS_PTRACE,
  /** CAP_SYS_PACCT, bit 20. */
  SYS_PACCT,
  /** CAP_SYS_ADMIN, bit 21. */
  SYS_ADMIN,
  /** CAP_SYS_BOOT, bit 22. */
  SYS_BOOT,
  /** CAP_SYS_NICE, bit 23. */
  SYS_NICE,
  /** CAP_SYS_RESOURCE, bit 24. */
  SYS_RESOURCE,
  /** CAP_SYS_TIME, bit 25. */
  SYS_TIME,
  /** CAP_SYS_TTY_CONFIG, bit 26. */
  SYS_TTY_CONFIG,
  /** CAP_MKNOD, bit 27. */
  MKNOD,
  /** CAP_LEASE, bit 28. */
  LEASE,
  /** CAP_AUDIT_WRITE, bit 29. */
  AUDIT_WRITE,
  /** CAP_AUDIT_CONTROL, bit 30. */
  AUDIT_CONTROL,
  /** CAP_SETFCAP, bit 31. */
  SETFCAP,
  /** CAP_MAC_OVERRIDE, bit 32. */
  MAC_OVERRIDE,
  /** CAP_MAC_ADMIN, bit 33. */
  MAC_ADMIN,
  /** CAP_SYSLOG, bit 34. */
  SYSLOG,
  /** CAP_WAKE_ALARM, bit 35. */
  WAKE_ALARM,
  /** CAP_BLOCK_SUSPEND, bit 36. */
  BLOCK_SUSPEND,
  /** CAP_AUDIT_READ, bit 37. */
  AUDIT_READ,
  /** CAP_PERFMON, bit 38. */
  PERFMON,
  /** CAP_BPF, bit 39. */
  BPF,
  /** CAP_CHECKPOINT_RESTORE, bit 40. */
  CHECKPOINT_RESTORE;

  /** The bit number, as in linux/capability.h. */
  public int number() {
    return ordinal();
  }

  /** A set with this capability alone. */
  public long bit() {
    return 1L << ordinal();
  }

  /** The kernel's and OCI's name, such as {@code CAP_SYS_ADMIN}. */
  public String capName() {
    return "CAP_" + name();
  }

  /** Reads a name with or without {@code CAP_}, in any case; nothing when there is none. */
  public static Optional<Capability> find(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    String bare = upper.startsWith("CAP_") ? upper.substring(4) : upper;
    for (Capability capability : values()) {
      if (capability.name().equals(bare)) {
        return Optional.of(capability);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads a name with or without {@code CAP_}, in any case.
   *
   * @throws IllegalArgumentException when there is no such capability
   */
  public static Capability parse(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException(name + ": no such capability"));
  }

  /** The bit mask of a set. */
  public static long mask(Set<Capability> capabilities) {
    long mask = 0;
    for (Capability capability : capabilities) {
      mask |= capability.bit();
    }
    return mask;
  }

  /** The capabilities of a bit mask; bits that this table does not know are left out. */
  public static EnumSet<Capability> ofMask(long mask) {
    EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
    for (Capability capability : values()) {
      if ((mask & capability.bit()) != 0) {
        set.add(capability);
      }
    }
    return set;
  }
}
