package dev.davit.linux.asm;

import static dev.davit.linux.program.Condition.EQ;
import static dev.davit.linux.program.Condition.GE;
import static dev.davit.linux.program.Condition.GT;
import static dev.davit.linux.program.Condition.LE;
import static dev.davit.linux.program.Condition.LT;
import static dev.davit.linux.program.Condition.NE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.davit.linux.Architecture;
import dev.davit.linux.Errno;
import dev.davit.linux.Syscall;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.CloneArguments;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.Operation;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.ProgramBuilder;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.linux.program.Width;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StaticElfTest {
  private static final Operand STDOUT = Operand.of(1);
  private static final int SIGCHLD = 17;

  private static ProgramRun run(ProgramBuilder builder, Architecture architecture) {
    assumeTrue(ProgramRun.canRun(architecture), "no way to run " + architecture);
    return ProgramRun.of(builder.build(), architecture);
  }

  /** Makes a builder whose failure label writes {index, errno} to standard output. */
  private static ProgramBuilder reporting() {
    Data report = Data.buffer("report", 8);
    ProgramBuilder builder = new ProgramBuilder().entry("start");
    builder.onFailure("failed", report.slot(0, Width.INT), report.slot(4, Width.INT));
    builder.label("failed");
    builder.call(FileCalls.write(STDOUT, report).ignoringErrors());
    builder.call(ProcessCalls.exitGroup(99));
    return builder.label("start");
  }

  private static void assertReport(int index, Errno errno, ProgramRun run) {
    assertEquals(99, run.exitCode(), run.output());
    ByteBuffer report =
        ByteBuffer.wrap(run.output().getBytes(StandardCharsets.ISO_8859_1))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(8, report.remaining(), run.output());
    assertEquals(index, report.getInt());
    assertEquals(errno, Errno.of(report.getInt()));
  }

  @ParameterizedTest
  @EnumSource
  void exitsWithItsStatus(Architecture architecture) {
    ProgramBuilder builder = new ProgramBuilder();
    builder.call(ProcessCalls.exitGroup(42));
    assertEquals(new ProgramRun(42, ""), run(builder, architecture));
  }

  @ParameterizedTest
  @EnumSource
  void writesText(Architecture architecture) {
    ProgramBuilder builder = reporting();
    builder.call(FileCalls.write(STDOUT, "grüße\n"));
    builder.call(ProcessCalls.exitGroup(0));
    ProgramRun run = run(builder, architecture);
    assertEquals("grüße\n", utf8(run.output()));
  }

  private static String utf8(String output) {
    return new String(output.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void forksTalksThroughAPipeAndWaitsForTheChild(Architecture architecture) {
    // All other arguments are zero, so that their order, which differs, does not matter.
    Operand zero = Operand.of(0);
    forks(Call.of(Syscall.CLONE, Operand.of(SIGCHLD), zero, zero, zero, zero), architecture);
  }

  @Test
  void forksWithClone3() {
    // qemu-user does not know clone3
    forks(ProcessCalls.clone3(CloneArguments.of(0, SIGCHLD)), Architecture.host());
  }

  private static void forks(Call fork, Architecture architecture) {
    Data pipe = Data.buffer("pipe", 8);
    Slot readEnd = pipe.slot(0, Width.INT);
    Slot writeEnd = pipe.slot(4, Width.INT);
    Slot pid = Slot.ofInt("pid");
    Slot status = Slot.ofInt("status");
    Slot length = Slot.ofLong("length");
    Data buffer = Data.buffer("buffer", 64);
    ProgramBuilder builder = reporting();
    builder.call(FileCalls.pipe2(pipe, 0));
    builder.call(fork.into(pid));
    builder.jumpIf(pid, EQ, 0, "child");
    builder.call(FileCalls.close(writeEnd));
    builder.label("more");
    builder.call(FileCalls.read(readEnd, buffer).into(length));
    builder.jumpIf(length, EQ, 0, "end of file");
    builder.call(Call.of(Syscall.WRITE, STDOUT, buffer.address(), length));
    builder.jump("more");
    builder.label("end of file");
    builder.label("again");
    builder.call(
        ProcessCalls.wait4(pid, status.address(), 0, Operand.NULL).onError(Errno.EINTR, "again"));
    builder.jumpIf(status, NE, 7 << 8, "wrong");
    builder.call(ProcessCalls.exitGroup(5));
    builder.label("wrong");
    builder.call(ProcessCalls.exitGroup(6));
    builder.label("child");
    builder.call(FileCalls.write(writeEnd, "one "));
    builder.call(FileCalls.write(writeEnd, "two"));
    builder.call(ProcessCalls.exitGroup(7));
    assertEquals(new ProgramRun(5, "one two"), run(builder, architecture));
  }

  @ParameterizedTest
  @EnumSource
  void reportsTheIndexAndErrnoOfTheFailedCall(Architecture architecture) {
    ProgramBuilder builder = reporting();
    builder.call(ProcessCalls.getpid());
    int failing = builder.call(FileCalls.openat(Operand.AT_FDCWD, "/nowhere/at/all", 0));
    builder.call(ProcessCalls.exitGroup(0));
    assertReport(failing, Errno.ENOENT, run(builder, architecture));
  }

  @ParameterizedTest
  @EnumSource
  void injectsAFaultInsteadOfTheCall(Architecture architecture) {
    assumeTrue(ProgramRun.canRun(architecture), "no way to run " + architecture);
    ProgramBuilder builder = reporting();
    int faulty = builder.call(FileCalls.write(STDOUT, "never seen"));
    builder.call(ProcessCalls.exitGroup(0));
    SyscallProgram program = builder.build().withFault(faulty, Errno.ENOSPC);
    assertReport(faulty, Errno.ENOSPC, ProgramRun.of(program, architecture));
  }

  @ParameterizedTest
  @EnumSource
  void branchesOnSomeErrnosAndPassesOverOthers(Architecture architecture) {
    Slot result = Slot.ofLong("result");
    ProgramBuilder builder = reporting();
    builder.call(FileCalls.openat(Operand.AT_FDCWD, "/nowhere", 0).ignoring(Errno.ENOENT));
    builder.call(FileCalls.close(Operand.of(-1)).ignoringErrors());
    builder.call(
        FileCalls.chdir("/dev/null")
            .ignoring(Errno.EACCES)
            .onError(Errno.ENOTDIR, "not a directory")
            .into(result));
    builder.call(ProcessCalls.exitGroup(1));
    builder.label("not a directory");
    builder.jumpIf(result, NE, -Errno.ENOTDIR.number(), "wrong");
    builder.call(FileCalls.chdir("/dev/null").onAnyError("good"));
    builder.label("wrong");
    builder.call(ProcessCalls.exitGroup(2));
    builder.label("good");
    int last = builder.call(FileCalls.chdir("/dev/null").onError(Errno.ENOENT, "wrong"));
    assertReport(last, Errno.ENOTDIR, run(builder, architecture));
  }

  @ParameterizedTest
  @EnumSource
  void comparesWithSign(Architecture architecture) {
    ProgramBuilder builder = new ProgramBuilder();
    long[] numbers = {Long.MIN_VALUE, -4096, -1, 0, 1, 0x7fffffffL, 0xffffffffL, Long.MAX_VALUE};
    for (Condition condition : Condition.values()) {
      for (long left : numbers) {
        for (long right : numbers) {
          String next = builder.freshLabel("next");
          String wrong = holds(condition, left, right) ? next : "wrong";
          builder.jumpIf(Operand.of(left), condition, right, wrong);
          if (wrong.equals(next)) {
            builder.jump("wrong");
          }
          builder.label(next);
        }
      }
    }
    builder.call(ProcessCalls.exitGroup(0));
    builder.label("wrong");
    builder.call(ProcessCalls.exitGroup(1));
    assertEquals(new ProgramRun(0, ""), run(builder, architecture));
  }

  private static boolean holds(Condition condition, long left, long right) {
    return switch (condition) {
      case EQ -> left == right;
      case NE -> left != right;
      case LT -> left < right;
      case LE -> left <= right;
      case GT -> left > right;
      case GE -> left >= right;
    };
  }

  @ParameterizedTest
  @EnumSource
  void loadsStoresAndComputesInEveryWidth(Architecture architecture) {
    Data block =
        Data.bytes("block", new byte[] {-1, 2, 3, 4, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0});
    Slot large = block.slot(8, Width.LONG);
    ProgramBuilder builder = new ProgramBuilder();
    builder.jumpIf(block.slot(0, Width.BYTE), NE, 255, "wrong");
    builder.jumpIf(block.slot(4, Width.INT), NE, -1, "wrong");
    builder.store(block.slot(1, Width.BYTE), 0x155);
    builder.jumpIf(block.slot(0, Width.INT), NE, 0x040355ff, "wrong");
    builder.store(large, 0x123456789abcdef0L);
    builder.jumpIf(block.slot(8, Width.INT), NE, 0x9abcdef0, "wrong");
    builder.compute(large, large, Operation.ADD, Operand.of(0x10));
    builder.jumpIf(large, NE, 0x123456789abcdf00L, "wrong");
    builder.compute(large, large, Operation.AND, Operand.of(0xffff));
    builder.compute(large, large, Operation.OR, Operand.of(0xff));
    builder.compute(large, large, Operation.SUBTRACT, Operand.of(0xdfffL + 3));
    builder.jumpIf(large, NE, -3, "wrong");
    builder.jumpIf(block.slot(12, Width.INT), GE, 0, "wrong");
    builder.store(block.slot(12, Width.INT), 1);
    builder.jumpIf(large, LE, 0x1_0000_0000L, "wrong");
    builder.jumpIf(large, GT, 0x2_0000_0000L, "wrong");
    builder.jumpIf(large, LT, 0x1_ffff_fffdL, "wrong");
    builder.call(ProcessCalls.exitGroup(block.slot(2, Width.BYTE)));
    builder.label("wrong");
    builder.call(ProcessCalls.exitGroup(1));
    assertEquals(new ProgramRun(3, ""), run(builder, architecture));
  }

  @ParameterizedTest
  @EnumSource
  void executesAProgramWithItsArgumentsAndEnvironment(Architecture architecture) {
    ProgramBuilder builder = reporting();
    List<String> arguments = List.of("sh", "-c", "echo \"$0 $1 $GREETING\"; exit 3", "a b", "c");
    builder.call(ProcessCalls.execve("/bin/sh", arguments, List.of("GREETING=hello")));
    assertEquals(new ProgramRun(3, "a b c hello\n"), run(builder, architecture));
  }

  @ParameterizedTest
  @EnumSource
  void usesDescriptorsThatAreBoundLate(Architecture architecture) {
    ProgramBuilder builder = reporting();
    builder.call(FileCalls.write(Operand.fd("out"), "bound"));
    builder.call(ProcessCalls.exitGroup(0));
    SyscallProgram program = builder.build();
    IllegalStateException unbound =
        assertThrows(IllegalStateException.class, () -> StaticElf.compile(program, architecture));
    assertEquals("descriptor out: not bound to a number", unbound.getMessage());
    assumeTrue(ProgramRun.canRun(architecture), "no way to run " + architecture);
    assertEquals(
        new ProgramRun(0, "bound"), ProgramRun.of(program.bind(Map.of("out", 1)), architecture));
  }

  @ParameterizedTest
  @EnumSource
  void holdsLargeBuffersOnlyInMemory(Architecture architecture) {
    Data large = Data.buffer("large", 8 << 20);
    Slot last = large.slot(large.size() - 8, Width.LONG);
    ProgramBuilder builder = reporting();
    builder.jumpIf(last, NE, 0, "wrong");
    builder.store(last, 11);
    builder.call(ProcessCalls.exitGroup(last));
    builder.label("wrong");
    builder.call(ProcessCalls.exitGroup(1));
    int size = StaticElf.compile(builder.build(), architecture).length;
    assertEquals(0, size / 1024, size + " bytes");
    assertEquals(new ProgramRun(11, ""), run(builder, architecture));
  }

  @ParameterizedTest
  @EnumSource
  void carriesDataOfManyPages(Architecture architecture) {
    byte[] content = new byte[300_001];
    content[content.length - 1] = 23;
    Data large = Data.bytes("large", content);
    ProgramBuilder builder = new ProgramBuilder();
    builder.call(ProcessCalls.exitGroup(large.slot(content.length - 1, Width.BYTE)));
    assertEquals(new ProgramRun(23, ""), run(builder, architecture));
  }

  @ParameterizedTest
  @EnumSource
  void compilesTheSameProgramToTheSameBytes(Architecture architecture) {
    SyscallProgram program = reporting().build();
    assertArrayEquals(
        StaticElf.compile(program, architecture), StaticElf.compile(program, architecture));
  }

  /** Gives a program of 200 calls as a container with many mounts has them. */
  private static SyscallProgram twoHundredCalls() {
    ProgramBuilder builder = reporting();
    while (builder.nextCall() < 193) {
      Slot context = Slot.ofInt("context");
      Slot target = Slot.ofInt("target");
      builder.call(MountCalls.fsopen("tmpfs", 1).into(context));
      builder.call(MountCalls.fsconfigString(context, "size", "65536k"));
      builder.call(MountCalls.fsconfigString(context, "mode", "1777"));
      builder.call(MountCalls.fsconfigCreate(context));
      builder.call(MountCalls.fsmount(context, 1, 0xf).into(context));
      String path = "/proc/sys/a/path/" + builder.nextCall();
      builder.call(
          FileCalls.openat2(Operand.of(3), path, 0x280000, 0x12)
              .into(target)
              .ignoring(Errno.ENOENT));
      builder.call(MountCalls.moveMount(context, "", target, "", 0x44));
      builder.call(FileCalls.close(target));
    }
    builder.call(ProcessCalls.execve("/bin/true", List.of("true"), List.of("PATH=/bin")));
    return builder.build();
  }

  @ParameterizedTest
  @EnumSource
  void makesAFileOfAtMost16KiBOfTwoHundredCalls(Architecture architecture) {
    SyscallProgram program = twoHundredCalls();
    assertTrue(program.calls().size() >= 195, program.calls().size() + " calls");
    int size = StaticElf.compile(program, architecture).length;
    assertTrue(size <= 16 * 1024, size + " bytes");
  }

  @ParameterizedTest
  @EnumSource
  void makesOnlyInstructionsThatObjdumpKnows(Architecture architecture) {
    assumeTrue(Disassembly.available(architecture), "no objdump for " + architecture);
    SyscallProgram program = twoHundredCalls();
    DataLayout data = new DataLayout(program, ElfWriter.DATA_ADDRESS);
    byte[] text = CodeGenerator.generate(program, architecture, data);
    Set<String> mnemonics = new TreeSet<>();
    for (String instruction : Disassembly.of(text, architecture)) {
      mnemonics.add(instruction.split(" ")[0]);
    }
    Set<String> expected =
        architecture == Architecture.X86_64
            ? Set.of("cmp", "jae", "je", "jmp", "mov", "movsxd", "neg", "syscall", "ud2", "xor")
            : Set.of(
                "b", "b.cs", "b.eq", "cmn", "ldrsw", "mov", "movk", "neg", "str", "svc", "udf");
    assertEquals(new TreeSet<>(expected), mnemonics);
  }

  @ParameterizedTest
  @EnumSource
  void hasNoSegmentThatIsBothWrittenAndExecuted(Architecture architecture) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/readelf")), "no readelf");
    Path file = Files.createTempFile("davit-program-", ".elf");
    try {
      Files.write(file, StaticElf.compile(twoHundredCalls(), architecture));
      Process readelf =
          new ProcessBuilder("/usr/bin/readelf", "-lhW", file.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(readelf.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      List<String> segments =
          output
              .lines()
              .filter(line -> line.matches(" +(LOAD|GNU_STACK) .*"))
              .map(line -> line.trim().replaceAll(" +", " ").replaceAll(" (0x[0-9a-f]+ )+", " "))
              .toList();
      assertEquals(List.of("LOAD R E 0x10000", "LOAD RW 0x10000", "GNU_STACK RW 0x10"), segments);
      assertFalse(output.contains("Warning"), output);
      assertTrue(output.contains("EXEC (Executable file)"), output);
    } finally {
      Files.delete(file);
    }
  }
}
