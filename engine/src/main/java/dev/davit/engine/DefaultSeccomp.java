package dev.davit.engine;

import dev.davit.linux.Architecture;
import dev.davit.linux.CloneFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.Syscall;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.SeccompAction;
import dev.davit.oci.runtime.SeccompArch;
import dev.davit.oci.runtime.SeccompArg;
import dev.davit.oci.runtime.SeccompOperator;
import dev.davit.oci.runtime.SeccompSyscall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The default system call filter: every call is allowed but those that reach for the host.
 *
 * <p>A refused call fails with EPERM; a call that this version does not know fails with ENOSYS, so
 * that programs fall back as on an older kernel. A call that one capability governs is allowed to a
 * container that has the capability.
 */
public final class DefaultSeccomp {
  /** Refused to every container: keys and memory of others, other kernels, obsolete calls. */
  private static final Set<String> NEVER =
      Set.of(
          "_sysctl",
          "add_key",
          "create_module",
          "get_kernel_syms",
          "io_uring_enter",
          "io_uring_register",
          "io_uring_setup",
          "kexec_file_load",
          "kexec_load",
          "keyctl",
          "lookup_dcookie",
          "lsm_set_self_attr",
          "move_pages",
          "nfsservctl",
          "query_module",
          "request_key",
          "swapoff",
          "swapon",
          "sysfs",
          "uselib",
          "userfaultfd",
          "ustat");

  /** Allowed with the capability only. */
  private static final Map<String, Set<String>> WITH_CAPABILITY =
      Map.ofEntries(
          Map.entry(
              "CAP_SYS_ADMIN",
              Set.of(
                  "bpf",
                  "fanotify_init",
                  "fsconfig",
                  "fsmount",
                  "fsopen",
                  "fspick",
                  "mount",
                  "mount_setattr",
                  "move_mount",
                  "open_tree",
                  "open_tree_attr",
                  "perf_event_open",
                  "pivot_root",
                  "quotactl",
                  "quotactl_fd",
                  "setdomainname",
                  "sethostname",
                  "setns",
                  "umount2",
                  "unshare")),
          Map.entry("CAP_BPF", Set.of("bpf")),
          Map.entry("CAP_PERFMON", Set.of("perf_event_open")),
          Map.entry("CAP_SYSLOG", Set.of("syslog")),
          Map.entry("CAP_SYS_BOOT", Set.of("reboot")),
          Map.entry("CAP_SYS_CHROOT", Set.of("chroot")),
          Map.entry("CAP_SYS_MODULE", Set.of("delete_module", "finit_module", "init_module")),
          Map.entry(
              "CAP_SYS_NICE",
              Set.of("mbind", "migrate_pages", "set_mempolicy", "set_mempolicy_home_node")),
          Map.entry("CAP_SYS_PACCT", Set.of("acct")),
          Map.entry("CAP_SYS_PTRACE", Set.of("kcmp", "pidfd_getfd", "process_madvise")),
          Map.entry("CAP_SYS_RAWIO", Set.of("ioperm", "iopl")),
          Map.entry("CAP_SYS_TIME", Set.of("clock_settime", "settimeofday")),
          Map.entry("CAP_SYS_TTY_CONFIG", Set.of("vhangup")),
          Map.entry("CAP_DAC_READ_SEARCH", Set.of("open_by_handle_at")));

  /** Calls with a rule of their own on their arguments. */
  private static final Set<String> BY_ARGUMENT = Set.of("clone", "clone3", "personality", "socket");

  private static final long NEW_NAMESPACES =
      CloneFlags.CLONE_NEWNS
          | CloneFlags.CLONE_NEWCGROUP
          | CloneFlags.CLONE_NEWUTS
          | CloneFlags.CLONE_NEWIPC
          | CloneFlags.CLONE_NEWUSER
          | CloneFlags.CLONE_NEWPID
          | CloneFlags.CLONE_NEWNET;

  /** Linux, Linux 32 bit, both with the short inode flag, and the query: see personality(2). */
  private static final List<Long> PERSONALITIES =
      List.of(0x0L, 0x8L, 0x20000L, 0x20008L, 0xffffffffL);

  private static final long AF_VSOCK = 40;

  private DefaultSeccomp() {}

  /** Gives the filter for a container with these capabilities (names with {@code CAP_}). */
  public static Seccomp profile(Set<String> capabilities) {
    Set<String> refused = new HashSet<>(NEVER);
    WITH_CAPABILITY.values().forEach(refused::addAll);
    WITH_CAPABILITY.forEach(
        (capability, calls) -> {
          if (capabilities.contains(capability)) {
            refused.removeAll(calls);
          }
        });
    boolean namespaces = capabilities.contains("CAP_SYS_ADMIN");
    List<SeccompSyscall> rules = new ArrayList<>();
    Set<String> byArgument = namespaces ? Set.of("personality", "socket") : BY_ARGUMENT;
    Map<Boolean, List<String>> byRefusal =
        Arrays.stream(Syscall.values())
            .map(Syscall::kernelName)
            .filter(name -> !byArgument.contains(name))
            .collect(Collectors.partitioningBy(refused::contains));
    rules.add(rule(byRefusal.get(false), SeccompAction.SCMP_ACT_ALLOW, Optional.empty()));
    rules.add(rule(byRefusal.get(true), SeccompAction.SCMP_ACT_ERRNO, Optional.of(Errno.EPERM)));
    if (!namespaces) {
      // clone3 has its flags in memory, which a filter cannot read; libc falls back to clone.
      rules.add(
          rule(
              List.of("clone"),
              SeccompAction.SCMP_ACT_ALLOW,
              Optional.empty(),
              arg(SeccompOperator.SCMP_CMP_MASKED_EQ, NEW_NAMESPACES, Optional.of(0L))));
    }
    for (long personality : PERSONALITIES) {
      rules.add(
          rule(
              List.of("personality"),
              SeccompAction.SCMP_ACT_ALLOW,
              Optional.empty(),
              arg(SeccompOperator.SCMP_CMP_EQ, personality, Optional.empty())));
    }
    rules.add(
        rule(
            List.of("socket"),
            SeccompAction.SCMP_ACT_ALLOW,
            Optional.empty(),
            arg(SeccompOperator.SCMP_CMP_NE, AF_VSOCK, Optional.empty())));
    return new Seccomp(
        SeccompAction.SCMP_ACT_ERRNO,
        Optional.of((long) Errno.ENOSYS.number()),
        List.of(architecture()),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        rules,
        Map.of());
  }

  private static SeccompArch architecture() {
    return Architecture.host() == Architecture.X86_64
        ? SeccompArch.SCMP_ARCH_X86_64
        : SeccompArch.SCMP_ARCH_AARCH64;
  }

  private static SeccompSyscall rule(
      List<String> names, SeccompAction action, Optional<Errno> errno, SeccompArg... args) {
    return new SeccompSyscall(
        names, action, errno.map(e -> (long) e.number()), List.of(args), Map.of());
  }

  private static SeccompArg arg(SeccompOperator operator, long value, Optional<Long> valueTwo) {
    return new SeccompArg(0, value, valueTwo, operator, Map.of());
  }
}
