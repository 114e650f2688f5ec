package dev.davit.engine.pod;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.MountApiFlags;
import dev.davit.linux.MountAttributes;
import dev.davit.linux.MountFlags;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.UnmountFlags;
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
import dev.davit.linux.program.SignalCalls;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.SocketCalls;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.linux.program.Width;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program of the pause process, which holds the namespaces of a pod: it makes them, moves into
 * an empty read-only root, gives up every right and sleeps. With PIDs shared it is PID 1 of the
 * pod, and since it ignores SIGCHLD, the kernel reaps for it what is orphaned there (wait(2),
 * NOTES).
 *
 * <p>Its parent, the same program, reports its number and ends at once.
 *
 * @param namespaces CLONE_NEW* flags
 * @param intoCgroup whether a cgroup v2 directory is given
 * @param v1Cgroups how many {@code cgroup.procs} of v1 hierarchies are given
 * @param hostname for the UTS namespace
 * @param sysctls by path below {@code /proc/sys}
 * @param mapped whether it has to wait for the id mappings of its user namespace
 * @param ids user and group that it becomes
 */
record PauseProgram(
    long namespaces,
    boolean intoCgroup,
    int v1Cgroups,
    Optional<String> hostname,
    Map<String, String> sysctls,
    boolean mapped,
    long ids) {

  private static final int REPORT = 3;
  private static final int MAPPED = 4;
  private static final int CGROUP = 5;
  private static final String INIT = "init";
  private static final String FAILURE = "failure";
  private static final Operand LAST = Operand.of(0xffff_ffffL);
  private static final int PR_SET_DUMPABLE = 4;

  /** How many descriptors from 3 on it is given: report, mappings, cgroup directory, v1 files. */
  int given() {
    return CGROUP - REPORT + (intoCgroup ? 1 : 0) + v1Cgroups;
  }

  SyscallProgram build() {
    ProgramBuilder to = new ProgramBuilder();
    Data report = Data.struct("started", 12).field(0, 4, "kind", 1).build();
    Data failed = Data.struct("failed", 12).field(0, 4, "kind", 2).build();
    Slot child = report.slot(4, Width.INT);
    to.call(FileCalls.closeRange(Operand.of(REPORT + given()), LAST, 0));
    CloneArguments clone = CloneArguments.of(namespaces, Signal.CHLD.number());
    if (intoCgroup) {
      clone.cgroup(Operand.of(CGROUP));
    }
    to.call(ProcessCalls.clone3(clone).into(child));
    to.jumpIf(child, Condition.EQ, 0, INIT);
    to.call(FileCalls.write(Operand.of(REPORT), report));
    to.call(ProcessCalls.exitGroup(0));
    to.label(INIT);
    init(to);
    to.label(FAILURE);
    to.call(FileCalls.write(Operand.of(REPORT), failed).ignoringErrors());
    to.call(ProcessCalls.exitGroup(1));
    to.onFailure(FAILURE, failed.slot(4, Width.INT), failed.slot(8, Width.INT));
    return to.build();
  }

  private void init(ProgramBuilder to) {
    if (mapped) {
      Slot got = Slot.ofInt("mapped");
      to.call(FileCalls.read(Operand.of(MAPPED), Data.buffer("byte", 1)).into(got));
      String ready = to.freshLabel("ready");
      to.jumpIf(got, Condition.EQ, 1, ready);
      to.call(ProcessCalls.exitGroup(1));
      to.label(ready);
      to.call(CredentialCalls.setresgid(0, 0, 0));
      to.call(CredentialCalls.setresuid(0, 0, 0));
    }
    to.call(ProcessCalls.setsid());
    for (int i = 0; i < v1Cgroups; i++) {
      to.call(FileCalls.write(Operand.of(CGROUP + (intoCgroup ? 1 : 0) + i), "0"));
    }
    hostname.ifPresent(name -> to.call(ProcessCalls.sethostname(name)));
    if ((namespaces & CloneFlags.CLONE_NEWNET) != 0) {
      raiseLoopback(to);
    }
    sysctls.forEach((path, value) -> write(to, "/proc/sys/" + path, value));
    emptyRoot(to);
    surrender(to);
    to.call(FileCalls.closeRange(Operand.of(0), LAST, 0));
    String sleep = to.freshLabel("sleep");
    to.label(sleep);
    to.call(SignalCalls.pause().ignoringErrors());
    to.jump(sleep);
  }

  private static void raiseLoopback(ProgramBuilder to) {
    Slot socket = Slot.ofInt("socket");
    int datagram = 2 | 0x80000;
    to.call(SocketCalls.socket(2, datagram, 0).into(socket));
    to.call(SocketCalls.ioctlSetInterfaceFlags(socket, SocketCalls.interfaceRequest("lo", 1)));
    to.call(FileCalls.close(socket));
  }

  private static void write(ProgramBuilder to, String path, String value) {
    Slot file = Slot.ofInt("sysctl");
    to.call(
        FileCalls.openat(Operand.AT_FDCWD, path, OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC)
            .into(file));
    to.call(FileCalls.write(file, value));
    to.call(FileCalls.close(file));
  }

  /** Whoever shares its PIDs sees its root in procfs, so there must be nothing in it. */
  private static void emptyRoot(ProgramBuilder to) {
    to.call(
        MountCalls.mount(
            null,
            "/",
            null,
            Integer.toUnsignedLong(MountFlags.MS_REC | MountFlags.MS_PRIVATE),
            null));
    Slot context = Slot.ofInt("filesystem");
    Slot root = Slot.ofInt("root");
    to.call(MountCalls.fsopen("tmpfs", MountApiFlags.FSOPEN_CLOEXEC).into(context));
    to.call(MountCalls.fsconfigString(context, "mode", "555"));
    to.call(MountCalls.fsconfigString(context, "size", "4096"));
    to.call(MountCalls.fsconfigCreate(context));
    to.call(
        MountCalls.fsmount(
                context, MountApiFlags.FSMOUNT_CLOEXEC, MountAttributes.MOUNT_ATTR_RDONLY)
            .into(root));
    to.call(
        MountCalls.moveMount(
            root, "", Operand.AT_FDCWD, "/", MountApiFlags.MOVE_MOUNT_F_EMPTY_PATH));
    to.call(FileCalls.fchdir(root));
    to.call(MountCalls.pivotRoot(".", "."));
    to.call(MountCalls.umount2(".", UnmountFlags.MNT_DETACH));
    to.call(FileCalls.chdir("/"));
  }

  private void surrender(ProgramBuilder to) {
    to.call(SignalCalls.rtSigaction(Signal.CHLD, true));
    to.call(CredentialCalls.prctlSetName("pause").ignoringErrors());
    to.call(CredentialCalls.prctlSetNoNewPrivs());
    to.call(CredentialCalls.setgroups(List.of()));
    to.call(CredentialCalls.setresgid(ids, ids, ids));
    to.call(CredentialCalls.setresuid(ids, ids, ids));
    to.call(CredentialCalls.capset(0, 0, 0));
    to.call(
        Call.of(
            dev.davit.linux.Syscall.PRCTL,
            Operand.of(PR_SET_DUMPABLE, "PR_SET_DUMPABLE"),
            Operand.of(0, "SUID_DUMP_DISABLE")));
  }

  /** A call of the program in strace notation. */
  String callText(int index) {
    return build().bind(new HashMap<>()).printCall(index);
  }
}
