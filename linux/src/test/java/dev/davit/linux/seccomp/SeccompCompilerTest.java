package dev.davit.linux.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
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
