package dev.davit.linux;

import java.util.Locale;

/**
 * A processor architecture that programs are generated for, and whose system call numbers are
 * known.
 */
public enum Architecture {
  /** The 64-bit x86 architecture; {@code EM_X86_64} in elf(5). */
  X86_64(62, 0xC000003EL, "x86_64"),
  /** The 64-bit Arm architecture, little endian; {@code EM_AARCH64} in elf(5). */
  AARCH64(183, 0xC00000B7L, "aarch64");

  private final int elfMachine;
  private final long auditArch;
  private final String machine;

  Architecture(int elfMachine, long auditArch, String machine) {
    this.elfMachine = elfMachine;
    this.auditArch = auditArch;
    this.machine = machine;
  }

  /**
   * Gives the architecture that this JVM runs on.
   *
   * @throws UnsupportedOperationException when it is neither of the two
   */
  public static Architecture host() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    switch (name) {
      case "amd64":
      case "x86_64":
        return X86_64;
      case "aarch64":
      case "arm64":
        return AARCH64;
      default:
        throw new UnsupportedOperationException(
            "architecture " + name + ": not supported (x86_64 and aarch64 are)");
    }
  }

  /** Gives the {@code e_machine} number of elf(5). */
  public int elfMachine() {
    return elfMachine;
  }

  /** Gives the {@code AUDIT_ARCH_*} number that a seccomp filter sees; see seccomp(2). */
  public long auditArch() {
    return auditArch;
  }

  /** Gives the name that uname(2) gives in {@code machine}. */
  public String machine() {
    return machine;
  }
}
