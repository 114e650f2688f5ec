package dev.davit.runtime.rootless;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.program.CloneArguments;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.CredentialCalls;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.ProgramBuilder;
import dev.davit.linux.program.SignalCalls;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.linux.program.Width;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The program by which a user becomes root in a user namespace of its own and executes a command
 * there. A virtual machine cannot do that itself, because it has many threads; so it makes itself
 * into this program, which makes itself into the command: the process, its terminal and its
 * standard streams stay the same.
 *
 * <p>The namespace of a container that runs is joined, so that all containers of a user are in one
 * and may be signalled from there. Otherwise one is made, and a child that stays outside has its
 * ids mapped by newuidmap(1) and newgidmap(1).
 */
final class EnterProgram {

  private static final int EXIT_CODE = 125;
  private static final int P_PID = 1;
  private static final int WEXITED = 4;
  private static final int SI_CODE = 8;
  private static final int SI_STATUS = 24;
  private static final int CLD_EXITED = 1;
  private static final int SIG_SETMASK = 2;
  private static final long LAST = 0xffff_ffffL;
  private static final long NAMESPACES = CloneFlags.CLONE_NEWUSER | CloneFlags.CLONE_NEWNS;

  private final ProgramBuilder program = new ProgramBuilder();
  private final RootlessUser user;
  private final long pid;

  private EnterProgram(RootlessUser user, long pid) {
    this.user = user;
    this.pid = pid;
  }

  /**
   * The program.
   *
   * @param pid the process that will run it
   * @param join a process whose user namespace is joined if it still lives
   * @param namespace a user namespace that is joined, as a descriptor that the program inherits
   */
  static SyscallProgram of(
      RootlessUser user,
      long pid,
      Optional<Integer> join,
      Optional<Fd> namespace,
      Path command,
      List<String> arguments,
      List<String> environment) {
    EnterProgram enter = new EnterProgram(user, pid);
    enter.program.onFailure("failed");
    namespace.ifPresent(enter::join);
    enter.begin();
    join.ifPresent(enter::join);
    enter.program.label("make");
    enter.make();
    enter.program.label("inside");
    enter.execute(command, arguments, environment);
    enter.complaints();
    return enter.program.build();
  }

  private void join(Fd namespace) {
    program.call(
        ProcessCalls.setns(Operand.of(namespace.number()), CloneFlags.CLONE_NEWUSER)
            .onAnyError("not joined"));
    begin();
    program.call(ProcessCalls.unshare(CloneFlags.CLONE_NEWNS));
    program.jump("inside");
    complaint("not joined", "that of the other container may not be joined");
  }

  private void begin() {
    program.call(FileCalls.closeRange(Operand.of(3), Operand.of(LAST), 0).ignoringErrors());
    // the JVM blocks signals in its threads, and a mask survives execve
    program.call(SignalCalls.rtSigprocmask(SIG_SETMASK, List.of()));
  }

  private void join(int other) {
    Slot namespace = Slot.ofInt("namespace");
    String path = "/proc/" + other + "/ns/user";
    program.call(
        FileCalls.openat(Operand.AT_FDCWD, path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC)
            .into(namespace)
            .onAnyError("make"));
    program.call(ProcessCalls.setns(namespace, CloneFlags.CLONE_NEWUSER).onAnyError("make"));
    program.call(ProcessCalls.unshare(CloneFlags.CLONE_NEWNS));
    program.jump("inside");
  }

  private void make() {
    if (!user.hasRanges()) {
      program.call(ProcessCalls.unshare(NAMESPACES).onAnyError("no namespace"));
      write("/proc/self/setgroups", "deny");
      write("/proc/self/uid_map", "0 " + Integer.toUnsignedString(user.uid()) + " 1");
      write("/proc/self/gid_map", "0 " + Integer.toUnsignedString(user.gid()) + " 1");
      return;
    }
    Data made = Data.buffer("made", 8);
    Data mapped = Data.buffer("mapped", 8);
    program.call(FileCalls.pipe2(made, OpenFlags.O_CLOEXEC));
    program.call(FileCalls.pipe2(mapped, OpenFlags.O_CLOEXEC));
    Slot mapper = Slot.ofInt("mapper");
    program.call(ProcessCalls.clone3(CloneArguments.of(0, Signal.CHLD.number())).into(mapper));
    program.jumpIf(mapper, Condition.EQ, 0, "mapper");
    program.call(FileCalls.close(reading(made)));
    program.call(FileCalls.close(writing(mapped)));
    program.call(ProcessCalls.unshare(NAMESPACES).onAnyError("no namespace"));
    program.call(FileCalls.write(writing(made), "1"));
    Slot got = Slot.ofLong("got");
    program.label("await");
    program.call(
        FileCalls.read(reading(mapped), Data.buffer("byte", 1))
            .into(got)
            .onError(Errno.EINTR, "await"));
    program.jumpIf(got, Condition.NE, 1, "not mapped");
    program.label("reap");
    program.call(
        ProcessCalls.waitid(P_PID, mapper, Operand.NULL, WEXITED, Operand.NULL)
            .onError(Errno.EINTR, "reap"));
    program.jump("inside");
    mapper(made, mapped);
  }

  /** The child: it waits for the namespace, and has the ids mapped from outside. */
  private void mapper(Data made, Data mapped) {
    program.label("mapper");
    program.call(FileCalls.close(writing(made)));
    program.call(FileCalls.close(reading(mapped)));
    Slot got = Slot.ofLong("made?");
    program.call(
        FileCalls.read(reading(made), Data.buffer("byte", 1)).into(got).onAnyError("give up"));
    program.jumpIf(got, Condition.NE, 1, "give up");
    run("newuidmap", user.newuidmap().orElseThrow(), RootlessUser.map(user.uid(), user.uids()));
    run("newgidmap", user.newgidmap().orElseThrow(), RootlessUser.map(user.gid(), user.gids()));
    program.call(FileCalls.write(writing(mapped), "1").ignoringErrors());
    program.label("give up");
    program.call(ProcessCalls.exitGroup(0));
  }

  /** Both programs say on standard error what they do not like. */
  private void run(String name, Path file, List<String> map) {
    List<String> arguments = new ArrayList<>(List.of(name, Long.toString(pid)));
    arguments.addAll(map);
    Slot child = Slot.ofInt(name);
    Data info = Data.buffer("info of " + name, 128);
    program.call(
        ProcessCalls.clone3(CloneArguments.of(0, Signal.CHLD.number()))
            .into(child)
            .onAnyError("give up"));
    program.jumpIf(child, Condition.NE, 0, "wait for " + name);
    program.call(
        ProcessCalls.execve(file.toString(), arguments, List.of("PATH=/usr/bin:/bin"))
            .onAnyError("give up"));
    program.label("wait for " + name);
    program.call(
        ProcessCalls.waitid(P_PID, child, info.address(), WEXITED, Operand.NULL)
            .onAnyError("give up"));
    program.jumpIf(info.slot(SI_CODE, Width.INT), Condition.NE, CLD_EXITED, "give up");
    program.jumpIf(info.slot(SI_STATUS, Width.INT), Condition.NE, 0, "give up");
  }

  private void execute(Path command, List<String> arguments, List<String> environment) {
    program.call(CredentialCalls.setresgid(0, 0, 0));
    program.call(CredentialCalls.setresuid(0, 0, 0));
    program.call(
        ProcessCalls.execve(command.toString(), arguments, environment).onAnyError("no command"));
  }

  private void complaints() {
    complaint(
        "no namespace",
        "unshare(CLONE_NEWUSER) was refused: see davit doctor, and sysctl user.max_user_namespaces");
    complaint("not mapped", "newuidmap or newgidmap did not map the ids: see davit doctor");
    complaint("no command", "java cannot be executed again");
    complaint("failed", "a system call failed: see strace -f davit …");
  }

  private void complaint(String label, String text) {
    program.label(label);
    program.call(
        FileCalls.write(Operand.of(2), "davit: user namespace: " + text + "\n").ignoringErrors());
    program.call(ProcessCalls.exitGroup(EXIT_CODE));
  }

  private void write(String path, String text) {
    Slot file = Slot.ofInt(path);
    program.call(
        FileCalls.openat(Operand.AT_FDCWD, path, OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC)
            .into(file));
    program.call(FileCalls.write(file, text));
    program.call(FileCalls.close(file));
  }

  private static Slot reading(Data pipe) {
    return pipe.slot(0, Width.INT);
  }

  private static Slot writing(Data pipe) {
    return pipe.slot(4, Width.INT);
  }
}
