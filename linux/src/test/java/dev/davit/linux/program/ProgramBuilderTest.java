package dev.davit.linux.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.davit.linux.Errno;
import dev.davit.linux.Syscall;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ProgramBuilderTest {
  private static void assertRefused(String message, Executable action) {
    assertEquals(message, assertThrows(RuntimeException.class, action).getMessage());
  }

  @Test
  void refusesAJumpToNowhere() {
    ProgramBuilder builder = new ProgramBuilder().jump("nowhere");
    assertRefused("label nowhere: not defined", builder::build);
  }

  @Test
  void refusesABranchToNowhere() {
    ProgramBuilder builder = new ProgramBuilder().onFailure("failed").label("failed");
    builder.call(ProcessCalls.exitGroup(1));
    builder.call(ProcessCalls.setsid().onError(Errno.EPERM, "nowhere"));
    assertRefused("label nowhere: not defined", builder::build);
  }

  @Test
  void refusesALabelTwice() {
    ProgramBuilder builder = new ProgramBuilder().label("here");
    assertRefused("label here: empty or defined twice", () -> builder.label("here"));
  }

  @Test
  void refusesACallThatCanFailWhenNothingSaysWhatThen() {
    ProgramBuilder builder = new ProgramBuilder();
    builder.call(FileCalls.chdir("/x"));
    assertRefused("chdir(\"/x\"): can fail, but the program has no failure label", builder::build);
  }

  @Test
  void refusesACallThatCanFailWhileAFailureIsReported() {
    ProgramBuilder builder = new ProgramBuilder().onFailure("failed").label("failed");
    builder.call(FileCalls.write(Operand.fd("report"), "x"));
    assertRefused("write(<report>, \"x\", 1): can fail after the failure label", builder::build);
  }

  @Test
  void refusesTheResultInOneByteAndTheFailureInEight() {
    ProgramBuilder builder = new ProgramBuilder();
    Data block = Data.buffer("block", 8);
    Call call = ProcessCalls.getpid().into(block.slot(0, Width.BYTE));
    assertRefused("getpid: result in one byte", () -> builder.call(call));
    assertRefused(
        "failure: index and errno have four bytes each",
        () -> builder.onFailure("x", block.slot(0, Width.LONG), block.slot(0, Width.INT)));
  }

  @Test
  void refusesMoreArgumentsThanTheKernelTakes() {
    Operand[] seven = Collections.nCopies(7, Operand.of(0)).toArray(Operand[]::new);
    assertRefused("mmap: 7 arguments, 7 printed", () -> Call.of(Syscall.MMAP, seven));
  }

  @Test
  void refusesSlotsOutsideOfTheirBlockOrNotAligned() {
    Data block = Data.buffer("block", 8);
    assertRefused("block: slot at 8 is outside of its 8 bytes", () -> block.slot(8, Width.INT));
    assertRefused("block: slot at 2 is not aligned", () -> block.slot(2, Width.INT));
    assertRefused("block: offset 9 is outside of its 8 bytes", () -> block.at(9));
  }

  @Test
  void refusesStringsWhichTheKernelWouldCutShort() {
    assertRefused("string: NUL byte at 1", () -> Data.string("a\0b"));
    assertRefused("argv: NUL byte in element 1", () -> Data.strings("argv", List.of("a", "b\0")));
  }

  @Test
  void refusesACloneThatSharesMemory() {
    assertRefused(
        "clone3: CLONE_VM: the child needs data of its own", () -> CloneArguments.of(0x100, 17));
  }

  @Test
  void refusesToInjectAFaultWhereNoneCanBe() {
    ProgramBuilder builder = new ProgramBuilder();
    builder.call(ProcessCalls.exitGroup(0));
    SyscallProgram program = builder.build();
    assertRefused("exit_group(0): cannot fail", () -> program.withFault(0, Errno.EIO));
    assertThrows(IndexOutOfBoundsException.class, () -> program.withFault(1, Errno.EIO));
  }

  @Test
  void numbersCallsInTheirOrder() {
    ProgramBuilder builder = new ProgramBuilder().label("start");
    assertEquals(0, builder.call(ProcessCalls.getpid().ignoringErrors()));
    builder.jump("start");
    assertEquals(1, builder.nextCall());
    assertEquals(1, builder.call(ProcessCalls.getppid().ignoringErrors()));
    SyscallProgram program = builder.build();
    assertEquals("getppid()", program.printCall(1));
    assertEquals(2, program.calls().size());
  }

  @Test
  void keepsEveryBlockOnceHoweverItIsReached() {
    Data pipe = Data.buffer("pipe", 8);
    Data arguments = Data.strings("argv", List.of("true"));
    ProgramBuilder builder = new ProgramBuilder();
    builder.call(FileCalls.pipe2(pipe, 0).ignoringErrors());
    builder.call(FileCalls.close(pipe.slot(4, Width.INT)).ignoringErrors());
    builder.store(pipe.slot(0, Width.INT), 1);
    Data environment = Data.environment(List.of());
    builder.call(ProcessCalls.execve("/a", arguments, environment).ignoringErrors());
    builder.call(ProcessCalls.execve("/b", arguments, environment).ignoringErrors());
    List<String> names = builder.build().data().stream().map(Data::name).toList();
    assertEquals(
        List.of("pipe", "string", "argv", "argv text", "environment", "string", "failure"), names);
  }

  @Test
  void printsAListingWithBoundDescriptorsByNumber() {
    Slot pid = Slot.ofInt("pid");
    ProgramBuilder builder = new ProgramBuilder().onFailure("failed");
    builder.call(
        ProcessCalls.clone3(CloneArguments.of(0x20000, 17).cgroup(Operand.fd("cgroup"))).into(pid));
    builder.jumpIf(pid, Condition.EQ, 0, "init");
    builder.compute(pid, pid, Operation.ADD, Operand.of(1));
    builder.jump("failed");
    builder.label("init");
    builder.call(MountCalls.moveMount(Operand.fd("rootfs"), "", Operand.AT_FDCWD, "/", 4));
    builder.store(pid, 7);
    builder.label("failed");
    builder.call(ProcessCalls.exitGroup(builder.failedErrno()));
    SyscallProgram program = builder.build().bind(Map.of("rootfs", 5));
    assertEquals(
        """
          clone3({flags=CLONE_NEWNS|CLONE_INTO_CGROUP, exit_signal=SIGCHLD, stack=NULL, stack_size=0, cgroup=<cgroup>}, 88) = <pid>
          if (<pid> == 0) goto init
          <pid> = <pid> + 1
          goto failed
        init:
          move_mount(5, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH)
          <pid> = 7
        failed:
          exit_group(<failure+4>)
        """,
        program.print());
    assertEquals("exit_group(<failure+4>)", program.bind(Map.of("cgroup", 7)).printCall(2));
  }

  @Test
  void addsReactionsToErrorsUp() {
    OnError reaction =
        ProcessCalls.setsid().ignoring(Errno.EPERM).onError(Errno.EINTR, "again").onError();
    assertEquals(
        Map.of(Errno.EPERM, Reaction.IGNORE, Errno.EINTR, new Reaction.Branch("again")),
        reaction.cases());
    assertEquals(Reaction.FAIL, reaction.otherwise());
    assertEquals(new Reaction.Branch("x"), reaction.otherwiseBranch("x").otherwise());
    assertEquals(OnError.branch(Errno.EIO, "x"), OnError.FAIL.andBranch(Errno.EIO, "x"));
    assertEquals(OnError.branchAlways("x"), new OnError(Map.of(), new Reaction.Branch("x")));
    assertEquals(OnError.ignore(Errno.EIO), OnError.FAIL.andIgnore(Errno.EIO));
  }
}
