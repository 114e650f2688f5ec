package dev.davit.linux.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.davit.linux.Architecture;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Operation;
import dev.davit.linux.program.Width;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Has objdump read every form of instruction that the emitters write. */
class EmitterTest {
  private static final int ADDRESS = 0x1000128;

  private static Emitter emitter(Architecture architecture) {
    return architecture == Architecture.X86_64 ? new X86Emitter() : new Aarch64Emitter();
  }

  private static List<String> read(Architecture architecture, Consumer<Emitter> code) {
    assumeTrue(Disassembly.available(architecture), "no objdump for " + architecture);
    Emitter emitter = emitter(architecture);
    code.accept(emitter);
    return Disassembly.of(emitter.finish(), architecture);
  }

  private static void assertX86(String expected, Consumer<Emitter> code) {
    assertEquals(expected, String.join("; ", read(Architecture.X86_64, code)));
  }

  private static void assertAarch64(String expected, Consumer<Emitter> code) {
    assertEquals(expected, String.join("; ", read(Architecture.AARCH64, code)));
  }

  private static void loadAll(Emitter emitter, long value) {
    for (int register = 0; register <= Emitter.SCRATCH; register++) {
      emitter.load(register, value);
    }
  }

  private static void loadAll(Emitter emitter, Width width) {
    for (int register = 0; register <= Emitter.SCRATCH; register++) {
      emitter.loadFrom(register, ADDRESS, width);
    }
  }

  private static void storeBoth(Emitter emitter, Width width) {
    emitter.storeTo(Emitter.RESULT, ADDRESS, width);
    emitter.storeTo(Emitter.SCRATCH, ADDRESS, width);
  }

  @Test
  void loadsTheArgumentRegistersOfX86() {
    assertX86(
        "xor edi,edi; xor esi,esi; xor edx,edx; xor r10d,r10d; xor r8d,r8d; xor r9d,r9d;"
            + " xor eax,eax; xor ecx,ecx",
        emitter -> loadAll(emitter, 0));
    assertX86(
        "mov edi,0x89abcdef; mov esi,0x89abcdef; mov edx,0x89abcdef; mov r10d,0x89abcdef;"
            + " mov r8d,0x89abcdef; mov r9d,0x89abcdef; mov eax,0x89abcdef; mov ecx,0x89abcdef",
        emitter -> loadAll(emitter, 0x89abcdefL));
    String minus = ",0xffffffffffffff9c";
    assertX86(
        List.of("rdi", "rsi", "rdx", "r10", "r8", "r9", "rax", "rcx").stream()
            .map(register -> "mov " + register + minus)
            .reduce((left, right) -> left + "; " + right)
            .orElseThrow(),
        emitter -> loadAll(emitter, -100));
    assertX86(
        List.of("rdi", "rsi", "rdx", "r10", "r8", "r9", "rax", "rcx").stream()
            .map(register -> "movabs " + register + ",0x123456789abcdef0")
            .reduce((left, right) -> left + "; " + right)
            .orElseThrow(),
        emitter -> loadAll(emitter, 0x123456789abcdef0L));
  }

  @Test
  void readsAndWritesMemoryOnX86() {
    assertX86(
        "movsxd rdi,DWORD PTR ds:0x1000128; movsxd rsi,DWORD PTR ds:0x1000128;"
            + " movsxd rdx,DWORD PTR ds:0x1000128; movsxd r10,DWORD PTR ds:0x1000128;"
            + " movsxd r8,DWORD PTR ds:0x1000128; movsxd r9,DWORD PTR ds:0x1000128;"
            + " movsxd rax,DWORD PTR ds:0x1000128; movsxd rcx,DWORD PTR ds:0x1000128",
        emitter -> loadAll(emitter, Width.INT));
    assertX86(
        "mov rdi,QWORD PTR ds:0x1000128; mov rsi,QWORD PTR ds:0x1000128;"
            + " mov rdx,QWORD PTR ds:0x1000128; mov r10,QWORD PTR ds:0x1000128;"
            + " mov r8,QWORD PTR ds:0x1000128; mov r9,QWORD PTR ds:0x1000128;"
            + " mov rax,QWORD PTR ds:0x1000128; mov rcx,QWORD PTR ds:0x1000128",
        emitter -> loadAll(emitter, Width.LONG));
    assertX86(
        "movzx edi,BYTE PTR ds:0x1000128; movzx esi,BYTE PTR ds:0x1000128;"
            + " movzx edx,BYTE PTR ds:0x1000128; movzx r10d,BYTE PTR ds:0x1000128;"
            + " movzx r8d,BYTE PTR ds:0x1000128; movzx r9d,BYTE PTR ds:0x1000128;"
            + " movzx eax,BYTE PTR ds:0x1000128; movzx ecx,BYTE PTR ds:0x1000128",
        emitter -> loadAll(emitter, Width.BYTE));
    // The prefix without bits (a bare 40) is read as "rex", which is what it is.
    assertX86(
        "rex mov BYTE PTR ds:0x1000128,al; rex mov BYTE PTR ds:0x1000128,cl",
        emitter -> storeBoth(emitter, Width.BYTE));
    assertX86(
        "mov DWORD PTR ds:0x1000128,eax; mov DWORD PTR ds:0x1000128,ecx",
        emitter -> storeBoth(emitter, Width.INT));
    assertX86(
        "mov QWORD PTR ds:0x1000128,rax; mov QWORD PTR ds:0x1000128,rcx",
        emitter -> storeBoth(emitter, Width.LONG));
  }

  @Test
  void callsJumpsAndComputesOnX86() {
    assertX86("mov eax,0x1b3; syscall", emitter -> emitter.emitCall(435));
    assertX86("xor eax,eax; syscall", emitter -> emitter.emitCall(0));
    assertX86("jmp 0x5; ud2; jmp 0x5", EmitterTest::jumps);
    assertX86("cmp rax,0xfffffffffffff001; jae 0x0", loop(Emitter::jumpIfError));
    assertX86(
        "cmp rax,0xfffffffffffffffe; je 0x0", loop((emitter, at) -> emitter.jumpIfErrno(2, at)));
    String[] jumps = {"je", "jne", "jl", "jle", "jg", "jge"};
    for (Condition condition : Condition.values()) {
      assertX86(
          "cmp rax,rcx; " + jumps[condition.ordinal()] + " 0x0",
          loop((emitter, at) -> emitter.jumpIf(condition, at)));
    }
    assertX86("neg rax", Emitter::negateResult);
    assertX86(
        "add rax,rcx; sub rax,rcx; and rax,rcx; or rax,rcx",
        emitter -> List.of(Operation.values()).forEach(emitter::compute));
  }

  @Test
  void loadsTheArgumentRegistersOfAarch64() {
    assertAarch64(
        "mov x0, #0x5; mov x1, #0x5; mov x2, #0x5; mov x3, #0x5; mov x4, #0x5; mov x5, #0x5;"
            + " mov x0, #0x5; mov x9, #0x5",
        emitter -> loadAll(emitter, 5));
    assertAarch64("mov x1, #0xffffffffffffff9c", emitter -> emitter.load(1, -100));
    assertAarch64("mov x1, #0x0", emitter -> emitter.load(1, 0));
    assertAarch64("mov x1, #0xffffffffffffffff", emitter -> emitter.load(1, -1));
    assertAarch64("mov x3, #0x128; movk x3, #0x100, lsl #16", emitter -> emitter.load(3, ADDRESS));
    assertAarch64(
        "mov x5, #0xdef0; movk x5, #0x9abc, lsl #16; movk x5, #0x5678, lsl #32;"
            + " movk x5, #0x1234, lsl #48",
        emitter -> emitter.load(5, 0x123456789abcdef0L));
  }

  @Test
  void readsAndWritesMemoryOnAarch64() {
    String address = "mov x10, #0x128; movk x10, #0x100, lsl #16; ";
    for (int register = 0; register <= Emitter.SCRATCH; register++) {
      int r = register == Emitter.SCRATCH ? 9 : register == Emitter.RESULT ? 0 : register;
      int from = register;
      assertAarch64(
          address + "ldrb w" + r + ", [x10]",
          emitter -> emitter.loadFrom(from, ADDRESS, Width.BYTE));
      assertAarch64(
          address + "ldrsw x" + r + ", [x10]",
          emitter -> emitter.loadFrom(from, ADDRESS, Width.INT));
      assertAarch64(
          address + "ldr x" + r + ", [x10]",
          emitter -> emitter.loadFrom(from, ADDRESS, Width.LONG));
    }
    assertAarch64(
        address + "strb w0, [x10]; " + address + "strb w9, [x10]",
        emitter -> storeBoth(emitter, Width.BYTE));
    assertAarch64(
        address + "str w0, [x10]; " + address + "str w9, [x10]",
        emitter -> storeBoth(emitter, Width.INT));
    assertAarch64(
        address + "str x0, [x10]; " + address + "str x9, [x10]",
        emitter -> storeBoth(emitter, Width.LONG));
  }

  @Test
  void callsJumpsAndComputesOnAarch64() {
    assertAarch64("mov x8, #0x1b3; svc #0x0", emitter -> emitter.emitCall(435));
    assertAarch64("b 0x4; udf #0; b 0x4", EmitterTest::jumps);
    assertAarch64("cmn x0, #0xfff; b.cs 0x0", loop(Emitter::jumpIfError));
    assertAarch64("cmn x0, #0x2; b.eq 0x0", loop((emitter, at) -> emitter.jumpIfErrno(2, at)));
    String[] jumps = {"eq", "ne", "lt", "le", "gt", "ge"};
    for (Condition condition : Condition.values()) {
      assertAarch64(
          "cmp x0, x9; b." + jumps[condition.ordinal()] + " 0x0",
          loop((emitter, at) -> emitter.jumpIf(condition, at)));
    }
    assertAarch64("neg x0, x0", Emitter::negateResult);
    assertAarch64(
        "add x0, x0, x9; sub x0, x0, x9; and x0, x0, x9; orr x0, x0, x9",
        emitter -> List.of(Operation.values()).forEach(emitter::compute));
  }

  /** A jump forward over nothing, a trap, and a jump back to it. */
  private static void jumps(Emitter emitter) {
    int label = emitter.code.newLabel();
    emitter.jump(label);
    emitter.code.place(label);
    emitter.trap();
    emitter.jump(label);
  }

  private static Consumer<Emitter> loop(ObjIntConsumer<Emitter> branch) {
    return emitter -> {
      int label = emitter.code.newLabel();
      emitter.code.place(label);
      branch.accept(emitter, label);
    };
  }

  @ParameterizedTest
  @EnumSource
  void loadsEveryNumberExactly(Architecture architecture) {
    List<Long> numbers = new ArrayList<>(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
    for (int bit = 0; bit < 64; bit++) {
      numbers.addAll(List.of(1L << bit, -(1L << bit), (1L << bit) - 1, ~(1L << bit)));
    }
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      numbers.add(random.nextLong() >> random.nextInt(64) & ~(0xffffL << 16 * random.nextInt(4)));
    }
    List<String> code =
        read(architecture, emitter -> numbers.forEach(number -> loadAndTrap(emitter, number)));
    List<Long> loaded = new ArrayList<>();
    long value = 0;
    for (String instruction : code) {
      if (instruction.equals("ud2") || instruction.equals("udf #0")) {
        loaded.add(value);
      } else {
        value = execute(instruction, value);
      }
    }
    assertEquals(numbers, loaded);
  }

  private static void loadAndTrap(Emitter emitter, long number) {
    emitter.load(1, number);
    emitter.trap();
  }

  /** Does what the manuals say that an instruction does to esi, rsi or x1. */
  private static long execute(String instruction, long value) {
    if (instruction.equals("xor esi,esi")) {
      return 0;
    }
    String[] words = instruction.split("[ ,#]+");
    BigInteger number = new BigInteger(words[2].substring(2), 16);
    switch (words[0] + " " + words[1]) {
      case "mov esi":
      case "mov rsi":
      case "movabs rsi":
      case "mov x1":
        return number.longValue();
      case "movk x1":
        int shift = words.length == 5 ? Integer.parseInt(words[4]) : 0;
        return value & ~(0xffffL << shift) | number.longValue() << shift;
      default:
        throw new AssertionError(instruction);
    }
  }

  @Test
  void refusesABranchThatIsTooLongForAarch64() {
    Emitter emitter = new Aarch64Emitter();
    int far = emitter.code.newLabel();
    emitter.jumpIfError(far);
    for (int i = 0; i < 1 << 18; i++) {
      emitter.trap();
    }
    emitter.code.place(far);
    String message = assertThrows(IllegalArgumentException.class, emitter::finish).getMessage();
    assertEquals("program: a branch is longer than 1 MiB", message);
  }
}
