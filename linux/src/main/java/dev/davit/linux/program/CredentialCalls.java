package dev.davit.linux.program;

import dev.davit.linux.Syscall;
import java.util.ArrayList;
import java.util.List;

/** System calls that set who a process is and what it may do; credentials(7), capabilities(7). */
public final class CredentialCalls {
  private static final int CAPABILITY_VERSION_3 = 0x20080522;

  private static final Notation SECUREBITS =
      NumberNames.flags(
          "SECBIT",
          "SECBIT_NOROOT=1 SECBIT_NOROOT_LOCKED=2 SECBIT_NO_SETUID_FIXUP=4"
              + " SECBIT_NO_SETUID_FIXUP_LOCKED=8 SECBIT_KEEP_CAPS=0x10"
              + " SECBIT_KEEP_CAPS_LOCKED=0x20 SECBIT_NO_CAP_AMBIENT_RAISE=0x40"
              + " SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED=0x80");

  private static final Notation DUMPABLE =
      NumberNames.oneOf("SUID_DUMP", "SUID_DUMP_DISABLE=0 SUID_DUMP_USER=1 SUID_DUMP_ROOT=2");

  private static final Notation KEYRING =
      NumberNames.oneOf(
          "KEY_SPEC",
          "KEY_SPEC_THREAD_KEYRING=-1 KEY_SPEC_PROCESS_KEYRING=-2 KEY_SPEC_SESSION_KEYRING=-3"
              + " KEY_SPEC_USER_KEYRING=-4 KEY_SPEC_USER_SESSION_KEYRING=-5");

  private static final Notation KEY_PERMISSIONS =
      NumberNames.flags(
          "KEY",
          keyPermissions("POS", 24)
              + keyPermissions("USR", 16)
              + keyPermissions("GRP", 8)
              + keyPermissions("OTH", 0));

  private CredentialCalls() {}

  /** setgroups(2). */
  public static Call setgroups(List<Long> groups) {
    StructBuilder list = Data.struct("groups", 4 * groups.size());
    for (int i = 0; i < groups.size(); i++) {
      list.field(4 * i, 4, "", Operand.of(groups.get(i)));
    }
    return Call.of(
        Syscall.SETGROUPS, Operand.of(groups.size()), list.printedAsArray().build().address());
  }

  /** setresuid(2); -1 leaves an id as it is. */
  public static Call setresuid(long real, long effective, long saved) {
    return Call.of(Syscall.SETRESUID, Operand.of(real), Operand.of(effective), Operand.of(saved));
  }

  /** setresgid(2); -1 leaves an id as it is. */
  public static Call setresgid(long real, long effective, long saved) {
    return Call.of(Syscall.SETRESGID, Operand.of(real), Operand.of(effective), Operand.of(saved));
  }

  /** capset(2) of the calling process; the sets are bit masks of capability numbers. */
  public static Call capset(long effective, long permitted, long inheritable) {
    Data header =
        Data.struct("cap_user_header", 8)
            .field(0, 4, "version", Operand.of(CAPABILITY_VERSION_3, "_LINUX_CAPABILITY_VERSION_3"))
            .field(4, 4, "pid", 0)
            .build();
    // Two structures: the low halves of the three sets, then the high halves.
    StructBuilder sets = Data.struct("cap_user_data", 24);
    long[] masks = {effective, permitted, inheritable};
    String[] names = {"effective", "permitted", "inheritable"};
    List<Field> printed = new ArrayList<>();
    for (int i = 0; i < masks.length; i++) {
      sets.hidden(4 * i, 4, Operand.of(masks[i]));
      sets.hidden(12 + 4 * i, 4, Operand.of(masks[i] >>> 32));
      printed.add(new Field(0, 8, names[i], Operand.of(masks[i], Notations.CAPABILITIES)));
    }
    sets.printedAs(DataNotation.struct(printed));
    return Call.of(Syscall.CAPSET, header.address(), sets.build().address());
  }

  /** prctl(2) PR_SET_NAME; the kernel keeps 15 bytes. */
  public static Call prctlSetName(String name) {
    return prctl(15, "PR_SET_NAME", FileCalls.path(name)).printing(2);
  }

  /** prctl(2) PR_SET_NO_NEW_PRIVS. */
  public static Call prctlSetNoNewPrivs() {
    return prctl(38, "PR_SET_NO_NEW_PRIVS", Operand.of(1));
  }

  /** prctl(2) PR_SET_KEEPCAPS: keep the permitted set when the user ids change. */
  public static Call prctlSetKeepcaps(boolean keep) {
    return prctl(8, "PR_SET_KEEPCAPS", Operand.of(keep ? 1 : 0)).printing(2);
  }

  /** prctl(2) PR_CAPBSET_DROP. */
  public static Call prctlCapbsetDrop(int capability) {
    return prctl(24, "PR_CAPBSET_DROP", Operand.of(capability, Notations.CAPABILITY)).printing(2);
  }

  /** prctl(2) PR_CAP_AMBIENT PR_CAP_AMBIENT_RAISE. */
  public static Call prctlCapAmbientRaise(int capability) {
    return ambient(2, "PR_CAP_AMBIENT_RAISE", Operand.of(capability, Notations.CAPABILITY));
  }

  /** prctl(2) PR_CAP_AMBIENT PR_CAP_AMBIENT_LOWER. */
  public static Call prctlCapAmbientLower(int capability) {
    return ambient(3, "PR_CAP_AMBIENT_LOWER", Operand.of(capability, Notations.CAPABILITY));
  }

  /** prctl(2) PR_CAP_AMBIENT PR_CAP_AMBIENT_CLEAR_ALL. */
  public static Call prctlCapAmbientClearAll() {
    return ambient(4, "PR_CAP_AMBIENT_CLEAR_ALL", Operand.of(0));
  }

  private static Call ambient(int command, String name, Operand capability) {
    return Call.of(
        Syscall.PRCTL,
        Operand.of(47, "PR_CAP_AMBIENT"),
        Operand.of(command, name),
        capability,
        Operand.of(0),
        Operand.of(0));
  }

  /** prctl(2) PR_SET_SECUREBITS. */
  public static Call prctlSetSecurebits(int bits) {
    return prctl(28, "PR_SET_SECUREBITS", Operand.of(bits, SECUREBITS)).printing(2);
  }

  /** prctl(2) PR_SET_PDEATHSIG: the signal which this process gets when its parent ends. */
  public static Call prctlSetPdeathsig(int signal) {
    return prctl(1, "PR_SET_PDEATHSIG", Operand.of(signal, Notations.SIGNAL)).printing(2);
  }

  /** prctl(2) PR_SET_DUMPABLE. */
  public static Call prctlSetDumpable(int value) {
    return prctl(4, "PR_SET_DUMPABLE", Operand.of(value, DUMPABLE)).printing(2);
  }

  /** prctl(2) PR_SET_CHILD_SUBREAPER. */
  public static Call prctlSetChildSubreaper(boolean reaper) {
    return prctl(36, "PR_SET_CHILD_SUBREAPER", Operand.of(reaper ? 1 : 0)).printing(2);
  }

  private static Call prctl(int option, String name, Operand value) {
    Operand zero = Operand.of(0);
    return Call.of(Syscall.PRCTL, Operand.of(option, name), value, zero, zero, zero);
  }

  /** keyctl(2) KEYCTL_JOIN_SESSION_KEYRING of a new keyring with this name. */
  public static Call keyctlJoinSessionKeyring(String name) {
    return Call.of(
        Syscall.KEYCTL, Operand.of(1, "KEYCTL_JOIN_SESSION_KEYRING"), FileCalls.path(name));
  }

  /** keyctl(2) KEYCTL_SETPERM; the keyring may be a KEY_SPEC_ number or an earlier result. */
  public static Call keyctlSetperm(Operand keyring, long permissions) {
    return Call.of(
        Syscall.KEYCTL,
        Operand.of(5, "KEYCTL_SETPERM"),
        keyring,
        Operand.of(permissions, KEY_PERMISSIONS));
  }

  private static String keyPermissions(String who, int shift) {
    StringBuilder table = new StringBuilder();
    String[] rights = {"VIEW", "READ", "WRITE", "SEARCH", "LINK", "SETATTR"};
    for (int i = 0; i < rights.length; i++) {
      table.append("KEY_").append(who).append('_').append(rights[i]);
      table.append('=').append(1L << i + shift).append(' ');
    }
    return table.toString();
  }

  /** Gives a keyring's KEY_SPEC_ number as an operand. */
  public static Operand keyring(int special) {
    return Operand.of(special, KEYRING);
  }
}
