package dev.davit.runtime.seccomp;

import dev.davit.linux.Errno;
import dev.davit.linux.seccomp.ArgumentCondition;
import dev.davit.linux.seccomp.ArgumentCondition.Comparison;
import dev.davit.linux.seccomp.SeccompAction;
import dev.davit.linux.seccomp.SeccompFilter;
import dev.davit.linux.seccomp.SeccompRule;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.SeccompArch;
import dev.davit.oci.runtime.SeccompArg;
import dev.davit.oci.runtime.SeccompFlag;
import dev.davit.oci.runtime.SeccompSyscall;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Translates the seccomp section of an OCI configuration (runtime-spec, config-linux.md). */
public final class SeccompPolicy {
  private SeccompPolicy() {}

  /** Gives the filter that the section describes. */
  public static SeccompFilter filter(Seccomp seccomp) {
    return new SeccompFilter(
        action(seccomp.defaultAction(), seccomp.defaultErrnoRet()),
        seccomp.architectures().stream().map(SeccompPolicy::token).toList(),
        seccomp.syscalls().stream().flatMap(SeccompPolicy::rules).toList(),
        newerAreMissing(seccomp));
  }

  /** As in runc, unless the section says which error it wants. */
  private static boolean newerAreMissing(Seccomp seccomp) {
    return seccomp.defaultAction() == dev.davit.oci.runtime.SeccompAction.SCMP_ACT_ERRNO
        && seccomp.defaultErrnoRet().isEmpty()
        && !seccomp.syscalls().isEmpty();
  }

  /** Whether somebody is to be told of some calls, and decides on them. */
  public static boolean notifies(Seccomp seccomp) {
    return seccomp.syscalls().stream()
        .anyMatch(rule -> rule.action() == dev.davit.oci.runtime.SeccompAction.SCMP_ACT_NOTIFY);
  }

  /** Gives the flags for seccomp(2), {@code SECCOMP_FILTER_FLAG_*} or-ed. */
  public static int flags(Seccomp seccomp) {
    int flags = 0;
    for (SeccompFlag flag : seccomp.flags()) {
      flags |=
          switch (flag) {
            case SECCOMP_FILTER_FLAG_TSYNC -> 1;
            case SECCOMP_FILTER_FLAG_LOG -> 2;
            case SECCOMP_FILTER_FLAG_SPEC_ALLOW -> 4;
            // the kernel refuses it where there is nothing to wait for
            case SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV -> notifies(seccomp) ? 32 : 0;
          };
    }
    return flags;
  }

  /**
   * Conditions are to hold together. Where several are on the same argument, which libseccomp does
   * not take, one of them is enough, as in runc.
   */
  private static Stream<SeccompRule> rules(SeccompSyscall rule) {
    SeccompAction action = action(rule.action(), rule.errnoRet());
    List<ArgumentCondition> conditions =
        rule.args().stream().map(SeccompPolicy::condition).toList();
    long arguments = conditions.stream().map(ArgumentCondition::index).distinct().count();
    return arguments == conditions.size()
        ? Stream.of(new SeccompRule(rule.names(), action, conditions))
        : conditions.stream()
            .map(condition -> new SeccompRule(rule.names(), action, List.of(condition)));
  }

  private static SeccompAction action(
      dev.davit.oci.runtime.SeccompAction action, Optional<Long> errnoRet) {
    int data = errnoRet.orElse((long) Errno.EPERM.number()).intValue();
    return switch (action) {
      case SCMP_ACT_KILL, SCMP_ACT_KILL_THREAD -> SeccompAction.KILL_THREAD;
      case SCMP_ACT_KILL_PROCESS -> SeccompAction.KILL_PROCESS;
      case SCMP_ACT_TRAP -> SeccompAction.TRAP;
      case SCMP_ACT_ERRNO -> SeccompAction.errno(data);
      case SCMP_ACT_TRACE -> SeccompAction.trace(data);
      case SCMP_ACT_ALLOW -> SeccompAction.ALLOW;
      case SCMP_ACT_LOG -> SeccompAction.LOG;
      case SCMP_ACT_NOTIFY -> SeccompAction.NOTIFY;
    };
  }

  private static ArgumentCondition condition(SeccompArg arg) {
    Comparison comparison =
        switch (arg.op()) {
          case SCMP_CMP_NE -> Comparison.NOT_EQUAL;
          case SCMP_CMP_LT -> Comparison.LESS;
          case SCMP_CMP_LE -> Comparison.LESS_OR_EQUAL;
          case SCMP_CMP_EQ -> Comparison.EQUAL;
          case SCMP_CMP_GE -> Comparison.GREATER_OR_EQUAL;
          case SCMP_CMP_GT -> Comparison.GREATER;
          case SCMP_CMP_MASKED_EQ -> Comparison.MASKED_EQUAL;
        };
    return new ArgumentCondition(
        (int) arg.index(), comparison, arg.value(), arg.valueTwo().orElse(0L));
  }

  /** Tokens of seccomp.h: the ELF machine with the bits for 64 bit and little endian. */
  private static int token(SeccompArch architecture) {
    return switch (architecture) {
      case SCMP_ARCH_X86 -> 0x40000003;
      case SCMP_ARCH_X86_64 -> 0xc000003e;
      case SCMP_ARCH_X32 -> 0x4000003e;
      case SCMP_ARCH_ARM -> 0x40000028;
      case SCMP_ARCH_AARCH64 -> 0xc00000b7;
      case SCMP_ARCH_LOONGARCH64 -> 0xc0000102;
      case SCMP_ARCH_M68K -> 0x00000004;
      case SCMP_ARCH_MIPS -> 0x00000008;
      case SCMP_ARCH_MIPS64 -> 0x80000008;
      case SCMP_ARCH_MIPS64N32 -> 0xa0000008;
      case SCMP_ARCH_MIPSEL -> 0x40000008;
      case SCMP_ARCH_MIPSEL64 -> 0xc0000008;
      case SCMP_ARCH_MIPSEL64N32 -> 0xe0000008;
      case SCMP_ARCH_PPC -> 0x00000014;
      case SCMP_ARCH_PPC64 -> 0x80000015;
      case SCMP_ARCH_PPC64LE -> 0xc0000015;
      case SCMP_ARCH_S390 -> 0x00000016;
      case SCMP_ARCH_S390X -> 0x80000016;
      case SCMP_ARCH_PARISC -> 0x0000000f;
      case SCMP_ARCH_PARISC64 -> 0x8000000f;
      case SCMP_ARCH_RISCV64 -> 0xc00000f3;
      case SCMP_ARCH_SH -> 0x4000002a;
      case SCMP_ARCH_SHEB -> 0x0000002a;
    };
  }
}
