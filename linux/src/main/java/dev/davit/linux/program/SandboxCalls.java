package dev.davit.linux.program;

import dev.davit.linux.Syscall;
import java.util.List;

/** System calls that take from a process what it could do: seccomp(2), landlock(7). */
public final class SandboxCalls {
  /** sizeof(struct sock_filter). */
  private static final int INSTRUCTION_BYTES = 8;

  private static final Notation SECCOMP =
      NumberNames.flags(
          "SECCOMP_FILTER_FLAG",
          "SECCOMP_FILTER_FLAG_TSYNC=1 SECCOMP_FILTER_FLAG_LOG=2"
              + " SECCOMP_FILTER_FLAG_SPEC_ALLOW=4 SECCOMP_FILTER_FLAG_NEW_LISTENER=8"
              + " SECCOMP_FILTER_FLAG_TSYNC_ESRCH=0x10"
              + " SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV=0x20");

  private static final Notation ACCESS_FS =
      NumberNames.flags(
          "LANDLOCK_ACCESS_FS",
          "LANDLOCK_ACCESS_FS_EXECUTE=1 LANDLOCK_ACCESS_FS_WRITE_FILE=2"
              + " LANDLOCK_ACCESS_FS_READ_FILE=4 LANDLOCK_ACCESS_FS_READ_DIR=8"
              + " LANDLOCK_ACCESS_FS_REMOVE_DIR=0x10 LANDLOCK_ACCESS_FS_REMOVE_FILE=0x20"
              + " LANDLOCK_ACCESS_FS_MAKE_CHAR=0x40 LANDLOCK_ACCESS_FS_MAKE_DIR=0x80"
              + " LANDLOCK_ACCESS_FS_MAKE_REG=0x100 LANDLOCK_ACCESS_FS_MAKE_SOCK=0x200"
              + " LANDLOCK_ACCESS_FS_MAKE_FIFO=0x400 LANDLOCK_ACCESS_FS_MAKE_BLOCK=0x800"
              + " LANDLOCK_ACCESS_FS_MAKE_SYM=0x1000 LANDLOCK_ACCESS_FS_REFER=0x2000"
              + " LANDLOCK_ACCESS_FS_TRUNCATE=0x4000 LANDLOCK_ACCESS_FS_IOCTL_DEV=0x8000");

  /** Where the descriptor of a {@link #landlockRule} goes. */
  public static final int PARENT_FD = 8;

  private SandboxCalls() {}

  /**
   * seccomp(2) SECCOMP_SET_MODE_FILTER.
   *
   * @param filter the instructions of a classic BPF program, 8 bytes each
   */
  public static Call seccompFilter(byte[] filter, int flags) {
    if (filter.length == 0 || filter.length % INSTRUCTION_BYTES != 0) {
      throw new IllegalArgumentException("seccomp: a filter of " + filter.length + " bytes");
    }
    Data code = new Data("filter", filter.length, filter.clone(), List.of(), DataNotation.NAME);
    Data program =
        Data.struct("sock_fprog", 16)
            .field(0, 2, "len", filter.length / INSTRUCTION_BYTES)
            .field(8, 8, "filter", code.address())
            .build();
    return Call.of(
        Syscall.SECCOMP,
        Operand.of(1, "SECCOMP_SET_MODE_FILTER"),
        Operand.of(flags, SECCOMP),
        program.address());
  }

  /** landlock_create_ruleset(2) that handles access to files: the result is its descriptor. */
  public static Call landlockCreateRuleset(long handledAccessFs) {
    Data attributes =
        Data.struct("landlock_ruleset_attr", 8)
            .field(0, 8, "handled_access_fs", Operand.of(handledAccessFs, ACCESS_FS))
            .build();
    return Call.of(
        Syscall.LANDLOCK_CREATE_RULESET,
        attributes.address(),
        FileCalls.size(attributes),
        Operand.of(0));
  }

  /** landlock_add_rule(2) LANDLOCK_RULE_PATH_BENEATH. */
  public static Call landlockAllowBeneath(Operand ruleset, long access, Operand directory) {
    Data rule =
        Data.struct("landlock_path_beneath_attr", 12)
            .field(0, 8, "allowed_access", Operand.of(access, ACCESS_FS))
            .field(8, 4, "parent_fd", directory)
            .build();
    return Call.of(
        Syscall.LANDLOCK_ADD_RULE,
        ruleset,
        Operand.of(1, "LANDLOCK_RULE_PATH_BENEATH"),
        rule.address(),
        Operand.of(0));
  }

  /**
   * A rule of landlock_add_rule(2) whose directory is opened by the program: its descriptor, four
   * bytes, goes to {@value #PARENT_FD}.
   */
  public static Data landlockRule(long access) {
    return Data.struct("landlock_path_beneath_attr", 12)
        .hidden(0, 8, Operand.of(access))
        .printedAs(
            (out, data, descriptors) ->
                out.append("{allowed_access=")
                    .append(ACCESS_FS.print(access))
                    .append(", parent_fd=<target>}"))
        .build();
  }

  /** landlock_add_rule(2) LANDLOCK_RULE_PATH_BENEATH of a {@link #landlockRule}. */
  public static Call landlockAllowBeneath(Operand ruleset, Data rule) {
    return Call.of(
        Syscall.LANDLOCK_ADD_RULE,
        ruleset,
        Operand.of(1, "LANDLOCK_RULE_PATH_BENEATH"),
        rule.address(),
        Operand.of(0));
  }

  /** landlock_restrict_self(2). */
  public static Call landlockRestrictSelf(Operand ruleset) {
    return Call.of(Syscall.LANDLOCK_RESTRICT_SELF, ruleset, Operand.of(0));
  }
}
