package dev.davit.linux.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.davit.linux.Architecture;
import dev.davit.linux.CloneFlags;
import dev.davit.linux.DeviceNumber;
import dev.davit.linux.MountFlags;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.ResolveFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.CloneArguments;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.CredentialCalls;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.ProgramBuilder;
import dev.davit.linux.program.SandboxCalls;
import dev.davit.linux.program.SchedulingCalls;
import dev.davit.linux.program.SignalCalls;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.SocketCalls;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.linux.program.Width;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every call prints as strace prints it when it is made. */
class StraceTest {
  private static final Operand CWD = Operand.AT_FDCWD;

  /** Descriptors that are not open, so that a call cannot do anything. */
  private static final Operand NONE = Operand.of(901);

  private static final Operand OTHER = Operand.of(902);

  @BeforeEach
  void needsStrace() {
    assumeTrue(Strace.available(), "no strace");
  }

  private static void assertPrintsAsTraced(Call... calls) throws IOException {
    ProgramBuilder builder = new ProgramBuilder();
    for (Call call : calls) {
      builder.call(call.ignoringErrors());
    }
    builder.call(ProcessCalls.exitGroup(0));
    SyscallProgram program = builder.build();
    assertPrints(prints(program, 0, program.calls().size()), Strace.trace(program).get(0));
  }

  private static List<String> prints(SyscallProgram program, int from, int to) {
    List<String> prints = new ArrayList<>();
    for (int i = from; i < to; i++) {
      prints.add(program.printCall(i));
    }
    return prints;
  }

  private static void assertPrints(List<String> prints, List<String> traced) {
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < Math.max(traced.size(), prints.size()); i++) {
      String print = i < prints.size() ? prints.get(i) : "nothing";
      String trace = i < traced.size() ? traced.get(i) : "nothing";
      if (!Strace.matches(print, trace)) {
        expected.add(trace);
        actual.add(print);
      }
    }
    assertEquals(String.join("\n", expected), String.join("\n", actual));
  }

  @Test
  void printsCallsOnFiles() throws IOException {
    Data buffer = Data.buffer("buffer", 64);
    Data pipe = Data.buffer("pipe", 8);
    assertPrintsAsTraced(
        FileCalls.openat(CWD, "/dev/null", OpenFlags.O_RDONLY),
        FileCalls.openat(CWD, "/dev/null", OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC),
        FileCalls.openat(
            CWD,
            "/nowhere/\n\"\\\u0001\u00012\t\r\u000b\fü",
            OpenFlags.O_RDWR | OpenFlags.O_CREAT,
            0640),
        FileCalls.openat(
            CWD, "/nowhere", OpenFlags.O_WRONLY | OpenFlags.O_TRUNC | OpenFlags.O_APPEND),
        FileCalls.openat(
            NONE, "a", OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_DIRECTORY),
        FileCalls.openat(CWD, "/nowhere", OpenFlags.O_RDWR | OpenFlags.O_TMPFILE, 0),
        FileCalls.openat2(
            NONE,
            "a/b",
            OpenFlags.O_PATH | OpenFlags.O_CLOEXEC,
            ResolveFlags.RESOLVE_IN_ROOT | ResolveFlags.RESOLVE_NO_MAGICLINKS),
        FileCalls.openat2(NONE, "a", OpenFlags.O_CREAT | OpenFlags.O_WRONLY, 0600, 0),
        FileCalls.close(NONE),
        FileCalls.closeRange(NONE, Operand.of(0xffffffffL), 0),
        FileCalls.closeRange(NONE, OTHER, 4),
        FileCalls.closeRange(NONE, OTHER, 6),
        FileCalls.dup3(NONE, OTHER, OpenFlags.O_CLOEXEC),
        FileCalls.dup3(NONE, OTHER, 0),
        FileCalls.pipe2(pipe, OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK),
        FileCalls.pipe2(pipe, 0),
        FileCalls.read(NONE, buffer),
        FileCalls.write(NONE, "hello\0world\n"),
        FileCalls.write(pipe.slot(4, Width.INT), "hello\0world\n"),
        FileCalls.pwrite64(NONE, Data.bytes("x", new byte[] {1, '9', -1, 0}), Operand.of(12)),
        FileCalls.pread64(NONE, buffer, Operand.of(12)),
        FileCalls.writev(
            pipe.slot(4, Width.INT),
            List.of(Data.bytes("x", new byte[] {'a'}), Data.bytes("y", new byte[] {'b', 0}))),
        FileCalls.mkdirat(NONE, "d", 0755),
        FileCalls.mkdirat(NONE, "d", 0),
        FileCalls.mknodat(NONE, "null", 0020666, new DeviceNumber(1, 3)),
        FileCalls.mknodat(NONE, "huge", 0067777, new DeviceNumber(0xabc, 0xdef12)),
        FileCalls.mknodat(NONE, "fifo", 0010600, 0),
        FileCalls.mknodat(NONE, "file", 0100007, 0),
        FileCalls.symlinkat("/proc/self/fd", NONE, "fd"),
        FileCalls.linkat(NONE, "", OTHER, "b", 0x1000),
        FileCalls.unlinkat(NONE, "d", 0x200),
        FileCalls.unlinkat(NONE, "d", 0),
        FileCalls.fchmodat(NONE, "d", 01777),
        FileCalls.fchownat(NONE, "d", 0, -1, 0x1100),
        FileCalls.readlinkat(NONE, "d", buffer),
        FileCalls.newfstatat(NONE, "d", buffer, 0x100),
        FileCalls.statx(NONE, "d", 0x900, 0x7ff, buffer),
        FileCalls.statx(NONE, "d", 0x1000, 0x1001, buffer),
        FileCalls.statx(NONE, "d", 0, 0xfff, buffer),
        FileCalls.ftruncate(NONE, 4096),
        FileCalls.fsync(NONE),
        FileCalls.fcntlDuplicate(NONE, 3),
        FileCalls.fcntlCloseOnExec(NONE, true),
        FileCalls.fcntlCloseOnExec(NONE, false),
        FileCalls.fcntlGetFlags(NONE),
        FileCalls.chdir("/nowhere"),
        FileCalls.fchdir(NONE),
        FileCalls.chroot("/nowhere"),
        FileCalls.getcwd(buffer),
        FileCalls.umask(022),
        FileCalls.umask(0));
  }

  @Test
  void printsCallsOnMounts() throws IOException {
    assertPrintsAsTraced(
        MountCalls.mount(null, "/nowhere", null, MountFlags.MS_REC | MountFlags.MS_PRIVATE, null),
        MountCalls.mount("proc", "/nowhere", "proc", 0xe, null),
        MountCalls.mount("overlay", "/nowhere", "overlay", 0, "lowerdir=a:b,upperdir=c"),
        MountCalls.mount("none", "/nowhere", "tmpfs", 0x3200000, "size=1"),
        MountCalls.umount2("/nowhere", 2),
        MountCalls.umount2("/nowhere", 0xa),
        MountCalls.umount2("/nowhere", 0),
        MountCalls.pivotRoot("/nowhere", "/nowhere"),
        MountCalls.fsopen("nosuchfs", 1),
        MountCalls.fsopen("nosuchfs", 0),
        MountCalls.fsconfigFlag(NONE, "ro"),
        MountCalls.fsconfigString(NONE, "source", "tmpfs"),
        MountCalls.fsconfigBinary(NONE, "blob", new byte[] {1, 2}),
        MountCalls.fsconfigPath(NONE, "lowerdir", CWD, "/nowhere"),
        MountCalls.fsconfigPathEmpty(NONE, "lowerdir", OTHER),
        MountCalls.fsconfigFd(NONE, "lowerdir+", OTHER),
        MountCalls.fsconfigCreate(NONE),
        MountCalls.fsconfigReconfigure(NONE),
        MountCalls.fsmount(NONE, 1, 0xf),
        MountCalls.fsmount(NONE, 0, 0),
        MountCalls.fsmount(NONE, 0, 0x10),
        MountCalls.fspick(CWD, "/nowhere", 9),
        MountCalls.fspick(CWD, "/nowhere", 0),
        MountCalls.openTree(CWD, "/nowhere", 0x88001),
        MountCalls.openTree(CWD, "/nowhere", 0x1101),
        MountCalls.openTree(CWD, "/nowhere", 0),
        MountCalls.moveMount(NONE, "", CWD, "/nowhere", 4),
        MountCalls.moveMount(NONE, "", OTHER, "", 0x44),
        MountCalls.moveMount(NONE, "", OTHER, "", 0),
        MountCalls.mountSetattr(NONE, "", 0x9000, 0xf, 0),
        MountCalls.mountSetattr(CWD, "/nowhere", 0, 1, 0x70, MountFlags.MS_SLAVE, OTHER),
        MountCalls.mountSetattr(NONE, "", 0x1000, 0x100000, 0x2000b0, 0, OTHER));
  }

  @Test
  void printsCallsOnProcesses() throws IOException {
    Data time = Data.buffer("time", 16);
    Data info = Data.buffer("siginfo", 128);
    Data usage = Data.buffer("rusage", 144);
    Data status = Data.buffer("status", 4);
    List<String> none = List.of();
    assertPrintsAsTraced(
        ProcessCalls.unshare(CloneFlags.CLONE_NEWUTS | CloneFlags.CLONE_NEWNS),
        ProcessCalls.unshare(CloneFlags.CLONE_NEWCGROUP | CloneFlags.CLONE_NEWIPC),
        ProcessCalls.unshare(0),
        ProcessCalls.setns(NONE, CloneFlags.CLONE_NEWNET),
        ProcessCalls.setns(NONE, CloneFlags.CLONE_NEWNET | CloneFlags.CLONE_NEWPID),
        ProcessCalls.setns(NONE, 0),
        ProcessCalls.execve("/nowhere", List.of("a b", "c\"d"), List.of("A=b", "C=d")),
        ProcessCalls.execve("/nowhere", none, List.of("A=b")),
        ProcessCalls.execve("/nowhere", List.of("x"), none),
        ProcessCalls.execveat(
            NONE, "", Data.strings("argv", List.of("x")), Data.environment(none), 0x1000),
        ProcessCalls.wait4(Operand.of(-1), Operand.NULL, 0, Operand.NULL),
        ProcessCalls.wait4(Operand.of(-1), status.address(), 1, usage.address()),
        ProcessCalls.waitid(0, Operand.of(0), info.address(), 4, usage.address()),
        ProcessCalls.waitid(1, Operand.of(77), Operand.NULL, 0x1000005, Operand.NULL),
        ProcessCalls.waitid(3, NONE, Operand.NULL, 4, Operand.NULL),
        ProcessCalls.getpid(),
        ProcessCalls.getppid(),
        ProcessCalls.setsid(),
        ProcessCalls.sethostname("a-host"),
        ProcessCalls.setdomainname("a.domain"),
        ProcessCalls.clockGettime(0, time.address()),
        ProcessCalls.clockGettime(7, time.address()),
        ProcessCalls.nanosleep(0, 1000));
  }

  @Test
  void printsCallsOnSignals() throws IOException {
    Slot self = Slot.ofInt("self");
    List<Signal> most = new ArrayList<>();
    for (int i = 1; i <= 64; i++) {
      most.add(new Signal(i));
    }
    assertPrintsAsTraced(
        SignalCalls.kill(Operand.of(1), 0),
        SignalCalls.kill(Operand.of(0x7ffffff0), 9),
        SignalCalls.kill(Operand.of(0x7ffffff0), 34),
        SignalCalls.kill(Operand.of(0x7ffffff0), 37),
        SignalCalls.pidfdSendSignal(NONE, 15),
        SignalCalls.rtSigaction(Signal.INT, true),
        SignalCalls.rtSigaction(Signal.INT, false),
        SignalCalls.rtSigprocmask(2, List.of()),
        SignalCalls.rtSigprocmask(0, List.of(Signal.CHLD, Signal.TERM)),
        SignalCalls.rtSigprocmask(1, List.of(new Signal(34), new Signal(36), new Signal(64))),
        SignalCalls.rtSigprocmask(1, most.subList(0, 41)),
        SignalCalls.rtSigprocmask(1, most.subList(0, 42)),
        SignalCalls.rtSigprocmask(1, most),
        SignalCalls.rtSigprocmask(0, List.of(Signal.USR1)),
        ProcessCalls.getpid().into(self),
        SignalCalls.kill(self, 10),
        SignalCalls.rtSigtimedwait(List.of(Signal.USR1)),
        SignalCalls.ppoll(NONE, 1),
        SignalCalls.ppoll(NONE, 5));
  }

  @Test
  void printsCallsOnCredentials() throws IOException {
    assertPrintsAsTraced(
        CredentialCalls.setgroups(List.of()),
        CredentialCalls.setgroups(List.of(0L)),
        CredentialCalls.setgroups(List.of(0L, 10L, 4294967294L)),
        CredentialCalls.setresuid(-1, 0, 0),
        CredentialCalls.setresgid(0, -1, 0),
        CredentialCalls.prctlSetName("davit"),
        CredentialCalls.prctlSetKeepcaps(true),
        CredentialCalls.prctlCapbsetDrop(21),
        CredentialCalls.prctlCapAmbientClearAll(),
        CredentialCalls.prctlCapAmbientRaise(0),
        CredentialCalls.prctlCapAmbientLower(40),
        CredentialCalls.prctlSetSecurebits(0x2f),
        CredentialCalls.prctlSetSecurebits(0),
        CredentialCalls.prctlSetPdeathsig(9),
        CredentialCalls.prctlSetPdeathsig(0),
        CredentialCalls.prctlSetDumpable(0),
        CredentialCalls.prctlSetChildSubreaper(true),
        CredentialCalls.prctlSetNoNewPrivs(),
        CredentialCalls.keyctlJoinSessionKeyring("davit"),
        CredentialCalls.keyctlSetperm(CredentialCalls.keyring(-3), 0x3f3f0000),
        CredentialCalls.capset(0x3ffffffffL, 0x3ffffffffL, 0),
        CredentialCalls.capset(1, 1L << 40 | 1, 1),
        CredentialCalls.capset(0, 0, 0));
  }

  @Test
  void printsCallsOnScheduling() throws IOException {
    BitSet processors = new BitSet();
    processors.set(0);
    BitSet two = new BitSet();
    two.set(0, 2);
    assertPrintsAsTraced(
        SchedulingCalls.prlimit64(7, 1024, 4096),
        SchedulingCalls.prlimit64(3, 8 << 20, SchedulingCalls.RLIM64_INFINITY),
        SchedulingCalls.prlimit64(4, 0, 1025),
        SchedulingCalls.prlimit64(14, 0, 0),
        SchedulingCalls.setpriority(5),
        SchedulingCalls.setpriority(-5),
        SchedulingCalls.schedSetaffinity(processors),
        SchedulingCalls.schedSetaffinity(two),
        SchedulingCalls.schedSetattr(3, 1, 5, 0, 0, 0, 0),
        SchedulingCalls.schedSetattr(6, 0, 0, 0, 1000, 2000, 3000),
        SchedulingCalls.ioprioSet(2, 4),
        SchedulingCalls.ioprioSet(3, 0),
        SchedulingCalls.personality(8),
        SchedulingCalls.personality(0),
        SchedulingCalls.setMempolicy(2, 0, processors),
        SchedulingCalls.setMempolicy(1, 0x8000, processors),
        SchedulingCalls.setMempolicy(0, 0, new BitSet()));
  }

  @Test
  void printsCallsOnSockets() throws IOException {
    Data buffer = Data.buffer("buffer", 8);
    Data request = SocketCalls.interfaceRequest("lo", 1);
    Slot socket = Slot.ofInt("socket");
    assertPrintsAsTraced(
        SocketCalls.socket(2, 0x80002, 0).into(socket),
        SocketCalls.socket(16, 0x80003, 0),
        SocketCalls.socket(1, 1, 0),
        SocketCalls.ioctlSetInterfaceFlags(NONE, request),
        SocketCalls.ioctlGetInterfaceFlags(socket, Data.buffer("ifreq", 40)),
        SocketCalls.ioctlSetControllingTerminal(NONE),
        SocketCalls.sendto(NONE, Data.bytes("x", new byte[] {1}), 0x4000),
        SocketCalls.recvfrom(NONE, buffer, 0x40),
        SocketCalls.sendmsg(
            NONE,
            Data.bytes("x", new byte[] {'x'}),
            SocketCalls.descriptorMessage(Operand.of(1)),
            0x4000));
  }

  @Test
  void printsCallsOnSandboxes() throws IOException {
    byte[] allowAll = {6, 0, 0, 0, 0, 0, -1, 0x7f};
    assertPrintsAsTraced(
        CredentialCalls.prctlSetNoNewPrivs(),
        SandboxCalls.landlockCreateRuleset(0x1fff),
        SandboxCalls.landlockAllowBeneath(NONE, 0xc, OTHER),
        SandboxCalls.landlockRestrictSelf(NONE),
        SandboxCalls.seccompFilter(allowAll, 0),
        SandboxCalls.seccompFilter(allowAll, 6));
  }

  @Test
  void printsTheCloneOfAChild() throws IOException {
    Operand directory = Operand.of(903);
    assertPrintsAsTraced(
        ProcessCalls.clone3(
            CloneArguments.of(CloneFlags.CLONE_NEWNS | CloneFlags.CLONE_NEWPID, 17)
                .cgroup(directory)),
        ProcessCalls.clone3(CloneArguments.of(0, 17).cgroup(directory)),
        ProcessCalls.clone3(CloneArguments.of(0, 17).cgroup(directory).pidfd(Slot.ofInt("pidfd"))),
        ProcessCalls.clone3(CloneArguments.of(CloneFlags.CLONE_PARENT, 17)));
  }

  @Test
  void printsAllFlagsInTheOrderOfStrace() throws IOException {
    long open = 0x7f7fc0 & ~OpenFlags.O_CREAT & ~OpenFlags.O_TMPFILE | OpenFlags.O_DIRECTORY;
    assertPrintsAsTraced(
        MountCalls.mount("a", "/nowhere", "b", 0x3ffffff & ~0x400200L, ""),
        MountCalls.mount("a", "/nowhere", "b", MountFlags.MS_REMOUNT | MountFlags.MS_BIND, "c"),
        MountCalls.mount("a", "/nowhere", "b", MountFlags.MS_REMOUNT, "c"),
        MountCalls.mount("a", "/nowhere", "b", MountFlags.MS_BIND | MountFlags.MS_REC, "c"),
        MountCalls.mount("a", "/nowhere", "b", MountFlags.MS_MOVE, "c"),
        MountCalls.mount("a", "/nowhere", "b", MountFlags.MS_SLAVE, "c"),
        MountCalls.mount("a", "/nowhere", "b", MountFlags.MS_UNBINDABLE, "c"),
        MountCalls.umount2("/nowhere", 0xf),
        MountCalls.umount2("/nowhere", 0x10),
        MountCalls.umount2("/nowhere", 0x12),
        MountCalls.mountSetattr(NONE, "", 0x9900, 0x3000bf, 0x70),
        MountCalls.mountSetattr(NONE, "", 0, 0x400000, 0x400001),
        MountCalls.fspick(NONE, "", 0xf),
        MountCalls.openTree(NONE, "", 0x89901),
        MountCalls.moveMount(NONE, "", NONE, "", 0x177),
        FileCalls.openat(NONE, "a", open),
        FileCalls.openat(NONE, "a", 3),
        FileCalls.openat2(NONE, "a", open, 0x3f),
        FileCalls.openat2(NONE, "a", OpenFlags.O_PATH, 0),
        FileCalls.openat2(NONE, "a", 0, 0x40),
        FileCalls.statx(NONE, "a", 0xb900, 0x1fff, Data.buffer("statx", 256)),
        FileCalls.statx(NONE, "a", 0x4000, 0, Data.buffer("statx", 256)),
        FileCalls.unlinkat(NONE, "a", 0x9f00),
        ProcessCalls.unshare(0x50f00),
        ProcessCalls.clone3(
            CloneArguments.of(0x1fe87f280L & ~CloneFlags.CLONE_PIDFD, 9).cgroup(NONE)),
        ProcessCalls.unshare(0x7e020080L | 1L),
        ProcessCalls.setns(NONE, 0x7e020080L),
        ProcessCalls.waitid(9, NONE, Operand.NULL, 0xe100000f, Operand.NULL),
        ProcessCalls.wait4(NONE, Operand.NULL, 0xe100000b, Operand.NULL),
        SignalCalls.ppoll(NONE, 0x37ff),
        CredentialCalls.prctlSetSecurebits(0xff),
        SandboxCalls.landlockCreateRuleset(0x3fff),
        SandboxCalls.seccompFilter(new byte[8], 0x1f),
        SocketCalls.socket(10, 0x80802, 17),
        SocketCalls.sendto(NONE, Data.bytes("x", new byte[0]), 0x400041ff),
        SchedulingCalls.schedSetattr(3, 0x7f, 0, 0, 0, 0, 0),
        SchedulingCalls.schedSetattr(3, 0x8, 1, 2, 3, 4, 5),
        SchedulingCalls.schedSetattr(3, 0x10, 1, 2, 3, 4, 5),
        SchedulingCalls.schedSetattr(3, 0x67, 1, 2, 3, 4, 5));
  }

  /** A container in small: all namespaces, a root of its own, and a command in it. */
  @Test
  void printsAPrivilegedProgramOfTwoProcesses() throws IOException {
    assumeTrue(ProcessHandle.current().info().user().orElse("").equals("root"), "not root");
    Slot pid = Slot.ofInt("pid");
    Slot context = Slot.ofInt("context");
    Slot root = Slot.ofInt("root");
    Data info = Data.buffer("siginfo", 128);
    ProgramBuilder builder = new ProgramBuilder().onFailure("failed");
    builder.call(
        ProcessCalls.clone3(
                CloneArguments.of(0x2c020000L | CloneFlags.CLONE_NEWNET, 17)
                    .pidfd(Slot.ofInt("pidfd")))
            .into(pid));
    builder.jumpIf(pid, Condition.EQ, 0, "init");
    builder.call(ProcessCalls.waitid(1, pid, info.address(), 4, Operand.NULL));
    builder.call(ProcessCalls.exitGroup(info.slot(24, Width.INT)));
    builder.label("init");
    final int init = builder.nextCall();
    builder.call(ProcessCalls.getpid());
    builder.call(ProcessCalls.sethostname("small"));
    builder.call(MountCalls.mount(null, "/", null, 0x44000, null));
    builder.call(MountCalls.fsopen("tmpfs", 1).into(context));
    builder.call(MountCalls.fsconfigString(context, "size", "1m"));
    builder.call(MountCalls.fsconfigCreate(context));
    builder.call(MountCalls.fsmount(context, 1, 6).into(root));
    builder.call(FileCalls.close(context));
    builder.call(FileCalls.mkdirat(root, "dev", 0755));
    builder.call(FileCalls.mknodat(root, "dev/null", 0020666, new DeviceNumber(1, 3)));
    builder.call(FileCalls.symlinkat("/proc/self/fd", root, "dev/fd"));
    builder.call(MountCalls.moveMount(root, "", Operand.AT_FDCWD, "/", 4));
    builder.call(FileCalls.fchdir(root));
    builder.call(MountCalls.pivotRoot(".", "."));
    builder.call(MountCalls.umount2(".", 2));
    builder.call(FileCalls.chdir("/"));
    builder.call(MountCalls.mountSetattr(root, "", 0x9000, 1, 0));
    builder.call(SocketCalls.socket(2, 0x80002, 0).into(context));
    builder.call(
        SocketCalls.ioctlSetInterfaceFlags(context, SocketCalls.interfaceRequest("lo", 1)));
    builder.call(CredentialCalls.prctlCapbsetDrop(21));
    builder.call(CredentialCalls.setgroups(List.of()));
    builder.call(CredentialCalls.setresuid(1, 1, 1));
    builder.call(ProcessCalls.execve("/bin/true", List.of("true"), List.of()).ignoringErrors());
    builder.call(ProcessCalls.exitGroup(7));
    final int end = builder.nextCall();
    builder.label("failed");
    builder.call(ProcessCalls.exitGroup(builder.failedErrno()));
    SyscallProgram program = builder.build();
    assertEquals(7, ProgramRun.of(program, Architecture.host()).exitCode());
    List<List<String>> traced = Strace.trace(program);
    assertPrints(prints(program, 0, init), traced.get(0));
    assertPrints(prints(program, init, end), traced.get(1));
  }
}
