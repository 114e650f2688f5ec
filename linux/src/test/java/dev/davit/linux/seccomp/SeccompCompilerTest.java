package dev.davit.linux.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Architecture;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Syscall;
import dev.davit.linux.seccomp.ArgumentCondition.Comparison;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeccompCompilerTest {
  private static final short RETURN_CONSTANT = 0x06;

  private final SeccompCompiler compiler = SeccompCompiler.available().orElseThrow();

  private static SeccompFilter filter(SeccompAction fallback, SeccompRule... rules) {
    return new SeccompFilter(fallback, List.of(), List.of(rules));
  }

  /** The values that the program can return. */
  private static Set<Integer> returned(byte[] program) {
    assertEquals(0, program.length % 8, "whole instructions");
    ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
    Set<Integer> values = new HashSet<>();
    for (int at = 0; at < program.length; at += 8) {
      if (code.getShort(at) == RETURN_CONSTANT) {
        values.add(code.getInt(at + 4));
      }
    }
    return values;
  }

  @Test
  void returnsTheActionsOfTheRules() throws ErrnoException {
    byte[] program =
        compiler.compile(
            filter(
                SeccompAction.errno(Errno.ENOSYS.number()),
                new SeccompRule(List.of("read", "write"), SeccompAction.ALLOW, List.of()),
                new SeccompRule(
                    List.of("mount"), SeccompAction.errno(Errno.EPERM.number()), List.of())));
    Set<Integer> values = returned(program);
    assertTrue(
        values.containsAll(
            Set.of(
                SeccompAction.ALLOW.value(),
                SeccompAction.errno(Errno.EPERM.number()).value(),
                SeccompAction.errno(Errno.ENOSYS.number()).value())),
        values.toString());
  }

  @Test
  void passesOverANameThatNoKernelKnows() throws ErrnoException {
    byte[] with =
        compiler.compile(
            filter(
                SeccompAction.errno(1),
                new SeccompRule(List.of("read", "no_such_call"), SeccompAction.ALLOW, List.of())));
    byte[] without =
        compiler.compile(
            filter(
                SeccompAction.errno(1),
                new SeccompRule(List.of("read"), SeccompAction.ALLOW, List.of())));
    assertEquals(without.length, with.length);
  }

  @Test
  void knowsACallThatIsNewerThanTheLibrary() throws ErrnoException {
    byte[] with =
        compiler.compile(
            filter(
                SeccompAction.errno(1),
                new SeccompRule(List.of("read", "listns"), SeccompAction.ALLOW, List.of())));
    byte[] without =
        compiler.compile(
            filter(
                SeccompAction.errno(1),
                new SeccompRule(List.of("read"), SeccompAction.ALLOW, List.of())));
    assertTrue(with.length > without.length, "a comparison more");
  }

  @Test
  void failsCallsThatAreNewerThanItsRulesAsMissing() throws ErrnoException {
    List<SeccompRule> rules =
        List.of(new SeccompRule(List.of("openat", "read"), SeccompAction.ALLOW, List.of()));
    byte[] program =
        compiler.compile(new SeccompFilter(SeccompAction.errno(1), List.of(), rules, true));
    int openat = Syscall.OPENAT.number(Architecture.host());
    int read = Syscall.READ.number(Architecture.host());
    int missing = SeccompAction.errno(Errno.ENOSYS.number()).value();
    assertEquals(missing, answer(program, openat + 1));
    assertEquals(missing, answer(program, 1000));
    assertEquals(SeccompAction.ALLOW.value(), answer(program, openat));
    assertEquals(SeccompAction.errno(1).value(), answer(program, read + 1));
  }

  /** What a program of cBPF says of a native call (seccomp(2)), as the kernel would run it. */
  private static int answer(byte[] program, int number) {
    ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
    int loaded = 0;
    for (int at = 0; ; at += 8) {
      int operand = code.getInt(at + 4);
      int compared = Integer.compareUnsigned(loaded, operand);
      switch (code.getShort(at)) {
        case 0x06 -> {
          return operand;
        }
        case 0x20 -> loaded = operand == 0 ? number : (int) Architecture.host().auditArch();
        case 0x05 -> at += 8 * operand;
        case 0x15 -> at += 8 * code.get(at + (compared == 0 ? 2 : 3));
        case 0x25 -> at += 8 * code.get(at + (compared > 0 ? 2 : 3));
        case 0x35 -> at += 8 * code.get(at + (compared >= 0 ? 2 : 3));
        default -> throw new AssertionError("instruction " + code.getShort(at));
      }
    }
  }

  @Test
  void comparesArguments() throws ErrnoException {
    byte[] program =
        compiler.compile(
            filter(
                SeccompAction.errno(1),
                new SeccompRule(
                    List.of("personality"),
                    SeccompAction.ALLOW,
                    List.of(new ArgumentCondition(0, Comparison.EQUAL, 0x20008, 0)))));
    ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
    boolean compared = false;
    for (int at = 0; at < program.length; at += 8) {
      compared |= code.getInt(at + 4) == 0x20008;
    }
    assertTrue(compared);
  }

  @Test
  void namesTheArchitectureThatTheLibraryRefuses() {
    SeccompFilter filter = new SeccompFilter(SeccompAction.ALLOW, List.of(0x1234), List.of());
    ErrnoException refused = assertThrows(ErrnoException.class, () -> compiler.compile(filter));
    assertEquals("seccomp_arch_add(0x1234)", refused.call());
  }
}
