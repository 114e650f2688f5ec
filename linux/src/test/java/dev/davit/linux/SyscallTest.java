package dev.davit.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyscallTest {
  /** What asm/unistd.h of arm64 asks of the generic table before it includes it. */
  private static final String GENERIC_AS_AARCH64 =
      "#define __ARCH_WANT_RENAMEAT\n#define __ARCH_WANT_NEW_STAT\n"
          + "#define __ARCH_WANT_SET_GET_RLIMIT\n#define __ARCH_WANT_TIME32_SYSCALLS\n"
          + "#define __ARCH_WANT_SYS_CLONE3\n#define __ARCH_WANT_MEMFD_SECRET\n"
          + "#include <asm-generic/unistd.h>\n";

  /** Names in the headers which are no calls: an end mark, and the first number of a range. */
  private static final Set<String> NO_CALLS = Set.of("syscalls", "arch_specific_syscall");

  /** Macros of a header by name, those that stand for others resolved. */
  private static Map<String, Integer> header(Architecture architecture) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "no gcc");
    assumeTrue(Architecture.host() == Architecture.X86_64, "the headers are those of x86-64");
    String source =
        architecture == Architecture.X86_64 ? "#include <asm/unistd_64.h>\n" : GENERIC_AS_AARCH64;
    Process gcc = new ProcessBuilder("/usr/bin/gcc", "-E", "-dM", "-").start();
    try (OutputStream in = gcc.getOutputStream()) {
      in.write(source.getBytes(StandardCharsets.UTF_8));
    }
    Map<String, String> macros = new HashMap<>();
    String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    for (String line : output.split("\n")) {
      String[] words = line.split(" ", 3);
      macros.put(words[1], words.length == 3 ? words[2] : "");
    }
    Map<String, Integer> numbers = new HashMap<>();
    for (String macro : macros.keySet()) {
      String name = macro.replaceFirst("^__NR_", "");
      if (macro.startsWith("__NR_") && !NO_CALLS.contains(name)) {
        String value = macros.get(macro);
        numbers.put(name, Integer.valueOf(macros.getOrDefault(value, value)));
      }
    }
    assertTrue(numbers.size() > 300, output);
    return numbers;
  }

  @ParameterizedTest
  @EnumSource
  void hasEveryNumberOfTheKernelsHeader(Architecture architecture) throws IOException {
    Map<String, Integer> header = header(architecture);
    for (Map.Entry<String, Integer> row : header.entrySet()) {
      Optional<Syscall> call = Syscall.named(row.getKey());
      assertTrue(call.isPresent(), row.getKey() + " is missing");
      assertEquals(row.getValue(), call.get().number(architecture), row.getKey());
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasNothingThatTheKernelsHeaderLacksExceptNewerCalls(Architecture architecture)
      throws IOException {
    Map<String, Integer> header = header(architecture);
    int newest = header.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    // These two of x86-64 came later, in the gap below the numbers that are common to all.
    Set<Syscall> inTheGap = Set.of(Syscall.URETPROBE, Syscall.UPROBE);
    for (Syscall call : Syscall.values()) {
      if (call.existsOn(architecture)
          && call.number(architecture) <= newest
          && !inTheGap.contains(call)) {
        assertEquals(header.get(call.kernelName()), call.number(architecture), call.kernelName());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesEveryNumberOnce(Architecture architecture) {
    Set<Integer> numbers = new HashSet<>();
    for (Syscall call : Syscall.values()) {
      if (call.existsOn(architecture)) {
        assertTrue(numbers.add(call.number(architecture)), call.kernelName());
      }
    }
  }

  @Test
  void hasTheNewestCallsWithOneNumberOnBoth() {
    Map<Syscall, Integer> newest = new EnumMap<>(Syscall.class);
    newest.put(Syscall.CACHESTAT, 451);
    newest.put(Syscall.FCHMODAT2, 452);
    newest.put(Syscall.MAP_SHADOW_STACK, 453);
    newest.put(Syscall.STATMOUNT, 457);
    newest.put(Syscall.LISTMOUNT, 458);
    newest.put(Syscall.MSEAL, 462);
    newest.put(Syscall.OPEN_TREE_ATTR, 467);
    newest.put(Syscall.FILE_GETATTR, 468);
    newest.put(Syscall.LISTNS, 470);
    newest.put(Syscall.RSEQ_SLICE_YIELD, 471);
    for (Map.Entry<Syscall, Integer> row : newest.entrySet()) {
      assertEquals(row.getValue(), row.getKey().number(Architecture.X86_64));
      assertEquals(row.getValue(), row.getKey().number(Architecture.AARCH64));
    }
  }

  @Test
  void saysThatAnArchitectureLacksACall() {
    assertFalse(Syscall.OPEN.existsOn(Architecture.AARCH64));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Syscall.OPEN.number(Architecture.AARCH64))
            .getMessage();
    assertEquals("open: no such system call on aarch64", message);
    assertEquals(Optional.empty(), Syscall.named("no_such_call"));
    assertEquals(Optional.of(Syscall.PIVOT_ROOT), Syscall.named("pivot_root"));
  }
}
