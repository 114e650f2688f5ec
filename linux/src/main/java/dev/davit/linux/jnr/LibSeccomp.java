package dev.davit.linux.jnr;

import dev.davit.linux.Architecture;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Syscall;
import dev.davit.linux.seccomp.ArgumentCondition;
import dev.davit.linux.seccomp.NewerCalls;
import dev.davit.linux.seccomp.SeccompAction;
import dev.davit.linux.seccomp.SeccompCompiler;
import dev.davit.linux.seccomp.SeccompFilter;
import dev.davit.linux.seccomp.SeccompRule;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/** Compiles system call filters with libseccomp (version 2.4 or later); see seccomp_init(3). */
public final class LibSeccomp implements SeccompCompiler {
  /** The functions of libseccomp that a compilation needs, named and typed as in seccomp.h. */
  public interface Functions {
    Pointer seccomp_init(int defaultAction);

    void seccomp_release(Pointer context);

    int seccomp_arch_add(Pointer context, int token);

    int seccomp_attr_set(Pointer context, int attribute, int value);

    int seccomp_syscall_resolve_name(String name);

    int seccomp_rule_add_array(
        Pointer context, int action, int syscall, int count, Pointer conditions);

    int seccomp_export_bpf(Pointer context, int fd);
  }

  /** {@code SCMP_FLTATR_CTL_OPTIMIZE}: 2 sorts the filter as a binary tree. */
  private static final int ATTRIBUTE_OPTIMIZE = 8;

  /** {@code __NR_SCMP_ERROR}: libseccomp does not know the name. */
  private static final int UNKNOWN_CALL = -1;

  private static final int CONDITION_BYTES = 24;
  private static final int MFD_CLOEXEC = 1;
  private static final int SEEK_END = 2;

  private final Functions functions;
  private final jnr.ffi.Runtime runtime;

  private LibSeccomp(Functions functions) {
    this.functions = functions;
    this.runtime = jnr.ffi.Runtime.getRuntime(functions);
  }

  /** Loads libseccomp; empty when it is not installed. */
  public static Optional<SeccompCompiler> load() {
    try {
      return Optional.of(
          new LibSeccomp(
              LibraryLoader.create(Functions.class).failImmediately().load("libseccomp.so.2")));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  @Override
  public byte[] compile(SeccompFilter filter) throws ErrnoException {
    Pointer context = functions.seccomp_init(filter.defaultAction().value());
    if (context == null) {
      throw new ErrnoException("seccomp_init", Errno.EINVAL);
    }
    try {
      // An older libseccomp lacks the attribute; the filter is right without it, only slower.
      functions.seccomp_attr_set(context, ATTRIBUTE_OPTIMIZE, 2);
      for (int token : filter.architectures()) {
        int result = functions.seccomp_arch_add(context, token);
        if (result != -Errno.EEXIST.number()) {
          check("seccomp_arch_add(0x" + Integer.toHexString(token) + ")", result);
        }
      }
      for (SeccompRule rule : filter.rules()) {
        add(context, rule, filter.defaultAction());
      }
      byte[] program = export(context);
      return filter.newerAreMissing()
          ? NewerCalls.missingIn(program, Architecture.host(), largest(filter))
          : program;
    } finally {
      functions.seccomp_release(context);
    }
  }

  private void add(Pointer context, SeccompRule rule, SeccompAction defaultAction)
      throws ErrnoException {
    if (rule.action().equals(defaultAction)) {
      return; // libseccomp refuses a rule that changes nothing
    }
    List<ArgumentCondition> conditions = rule.conditions();
    Pointer array =
        Memory.allocateDirect(runtime, Math.max(1, conditions.size()) * CONDITION_BYTES);
    for (int i = 0; i < conditions.size(); i++) {
      ArgumentCondition condition = conditions.get(i);
      int at = i * CONDITION_BYTES;
      array.putInt(at, condition.index());
      array.putInt(at + 4, condition.comparison().number());
      array.putLong(at + 8, condition.value());
      array.putLong(at + 16, condition.masked());
    }
    for (String name : rule.names()) {
      int number = number(name);
      if (number != UNKNOWN_CALL) {
        check(
            "seccomp_rule_add(" + name + ")",
            functions.seccomp_rule_add_array(
                context, rule.action().value(), number, conditions.size(), array));
      }
    }
  }

  private int largest(SeccompFilter filter) {
    return filter.rules().stream()
        .flatMap(rule -> rule.names().stream())
        .mapToInt(this::number)
        .max()
        .orElse(Integer.MAX_VALUE);
  }

  /** A call that is newer than the installed libseccomp is known to our own table. */
  private int number(String name) {
    int number = functions.seccomp_syscall_resolve_name(name);
    if (number != UNKNOWN_CALL) {
      return number;
    }
    Architecture architecture = Architecture.host();
    return Syscall.named(name)
        .filter(call -> call.existsOn(architecture))
        .map(call -> call.number(architecture))
        .orElse(UNKNOWN_CALL);
  }

  /**
   * Reads the filter back from a memfd, since libseccomp writes it to a descriptor only. The kernel
   * takes 4096 instructions at most (BPF_MAXINSNS), which is 32 KiB.
   */
  private byte[] export(Pointer context) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string("seccomp".getBytes(StandardCharsets.US_ASCII));
      int fd = check("memfd_create", Kernel.call(Syscall.MEMFD_CREATE, name, MFD_CLOEXEC));
      try {
        check("seccomp_export_bpf", functions.seccomp_export_bpf(context, fd));
        int size = check("lseek", Kernel.call(Syscall.LSEEK, fd, 0, SEEK_END));
        long buffer = scratch.reserve(size);
        check("pread64", Kernel.call(Syscall.PREAD64, fd, buffer, size, 0));
        return scratch.get(buffer, size);
      } finally {
        Kernel.callOnce(Syscall.CLOSE, fd, 0, 0, 0, 0, 0);
      }
    }
  }

  private static int check(String call, long result) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, Errno.of((int) -result));
    }
    return (int) result;
  }
}
