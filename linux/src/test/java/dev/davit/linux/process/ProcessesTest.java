package dev.davit.linux.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.NoDescriptorLeaks;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.MemoryFile;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoDescriptorLeaks.class)
class ProcessesTest {
  /** Runs a shell script with its output in a pipe. */
  private static String output(Spawn spawn) throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      int pid = spawn.pass(pipe.writeEnd(), 1).start();
      pipe.writeEnd().close();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      for (int n; (n = Content.read(pipe.readEnd(), buffer, 0, buffer.length)) > 0; ) {
        out.write(buffer, 0, n);
      }
      assertEquals(0, Wait.forPid(pid).shellCode());
      return out.toString(StandardCharsets.UTF_8);
    }
  }

  private static Spawn shell(String script) {
    return Spawn.program("/bin/sh").arguments(List.of("-c", script, "name", "é\n"));
  }

  @Test
  void spawnGivesArgumentsEnvironmentAndDirectory() throws ErrnoException {
    Spawn spawn = shell("echo \"$1|$X|$HOME|$PWD\"; pwd");
    assertEquals(
        "é\n|y z||/usr\n/usr\n", output(spawn.environment(Map.of("X", "y z")).directory("/usr")));
  }

  @Test
  void spawnGivesOnlyTheDescriptorsItWasGiven() throws ErrnoException {
    try (Pipe extra = Pipe.open()) {
      String path = "/proc/self/fd";
      String listed =
          output(
              Spawn.program("/bin/ls")
                  .arguments(List.of(path))
                  .pass(extra.writeEnd())
                  .pass(extra.readEnd(), 100)
                  .closeOthers());
      List<String> expected = List.of("0", "1", "100", "2", "3", "" + extra.writeEnd().number());
      assertEquals(
          expected.stream().distinct().sorted().toList(),
          listed.lines().distinct().sorted().toList());
    }
  }

  @Test
  void spawnResetsSignalsAndMakesASession() throws ErrnoException {
    String status =
        output(shell("cat /proc/self/status; cut -d' ' -f6 /proc/$$/stat; echo $$").newSession());
    assertTrue(status.contains("SigBlk:\t0000000000000000"), status);
    assertTrue(status.contains("SigIgn:\t0000000000000000"), status);
    List<String> lines = status.lines().toList();
    assertEquals(lines.get(lines.size() - 1), lines.get(lines.size() - 2));
  }

  @Test
  void spawnRunsAMemoryFileThoughItIsCloseOnExec() throws Exception {
    byte[] program = Files.readAllBytes(Path.of("/bin/true"));
    try (Fd fd = MemoryFile.sealedProgram("true", program)) {
      assertEquals(Optional.of(0), Wait.forPid(Spawn.program(fd, "x").start()).code());
    }
  }

  @Test
  void spawnTellsWhyExecFailed() {
    ErrnoException missing =
        assertThrows(
            ErrnoException.class,
            () -> Spawn.program("/nope").arguments(List.of("a", "b")).start());
    assertEquals(
        "posix_spawn(\"/nope\", [\"/nope\", \"a\", \"b\"]): ENOENT (No such file or directory)",
        missing.getMessage());
    assertErrno(Errno.EACCES, () -> Spawn.program("/etc/passwd").start());
    assertErrno(Errno.ENOENT, () -> Spawn.program("/bin/true").directory("/nope").start());
    assertErrno(Errno.EBADF, () -> Spawn.program("/bin/true").pass(Fd.borrowing(9999), 3).start());
  }

  @Test
  void spawnRefusesToPassWhatItReplaced() {
    Spawn spawn = Spawn.program("/bin/true").pass(Fd.borrowing(1), 2);
    assertThrows(IllegalArgumentException.class, () -> spawn.pass(Fd.borrowing(2), 1));
  }

  private interface Action {
    void run() throws ErrnoException;
  }

  private static void assertErrno(Errno expected, Action action) {
    assertEquals(expected, assertThrows(ErrnoException.class, action::run).errno());
  }

  @Test
  void waitTellsCodeSignalAndUsage() throws ErrnoException {
    ExitStatus exited =
        Wait.forPid(shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; exit 7").start());
    assertEquals(Optional.of(7), exited.code());
    assertEquals(7, exited.shellCode());
    assertTrue(exited.userTime().plus(exited.systemTime()).toNanos() > 0);
    assertTrue(exited.maxResidentBytes() > 100_000);
    ExitStatus killed = Wait.forPid(shell("kill -TERM $$").start());
    assertEquals(Optional.of(Signal.TERM), killed.signal());
    assertEquals(143, killed.shellCode());
    assertErrno(Errno.ECHILD, () -> Wait.forPid(exited.pid()));
  }

  @Test
  void pidfdsWatchSignalAndReap() throws ErrnoException {
    int pid = Spawn.program("/bin/sleep").arguments(List.of("100")).start();
    try (Fd pidfd = PidFd.open(pid)) {
      assertFalse(Poll.await(pidfd, PollEvents.IN, Duration.ofMillis(10)));
      assertEquals(Optional.empty(), Wait.pollPidfd(pidfd));
      assertEquals(Optional.empty(), Wait.pollPid(pid));
      assertTrue(PidFd.isThere(pidfd));
      PidFd.signal(pidfd, Signal.KILL);
      assertTrue(Poll.await(pidfd, PollEvents.IN, Duration.ofSeconds(10)));
      assertTrue(Processes.exists(pid));
      assertEquals(Optional.of(Signal.KILL), Wait.pollPidfd(pidfd).orElseThrow().signal());
      assertFalse(PidFd.isThere(pidfd));
      assertFalse(Processes.exists(pid));
      assertErrno(Errno.ESRCH, () -> PidFd.signal(pidfd, Signal.TERM));
    }
    assertErrno(Errno.ESRCH, () -> PidFd.open(pid));
  }

  @Test
  void descriptorsAreTakenFromAnotherProcess() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      int pid =
          Spawn.program("/bin/sleep").arguments(List.of("100")).pass(pipe.writeEnd(), 77).start();
      pipe.writeEnd().close();
      try (Fd pidfd = PidFd.open(pid);
          Fd taken = PidFd.takeDescriptor(pidfd, 77)) {
        Content.writeAll(taken, new byte[] {42});
        byte[] got = new byte[1];
        assertEquals(1, Content.read(pipe.readEnd(), got, 0, 1));
        assertEquals(42, got[0]);
        assertErrno(Errno.EBADF, () -> PidFd.takeDescriptor(pidfd, 78));
      } finally {
        Processes.kill(pid, Signal.KILL);
        Wait.forPid(pid);
      }
    }
  }

  @Test
  void killRefusesToMeanManyProcesses() {
    assertThrows(IllegalArgumentException.class, () -> Processes.kill(0, Signal.TERM));
    assertThrows(IllegalArgumentException.class, () -> Processes.kill(-1, Signal.TERM));
    ErrnoException e =
        assertThrows(ErrnoException.class, () -> Processes.kill(0x3fffff, Signal.TERM));
    assertEquals("kill(4194303, SIGTERM): ESRCH (No such process)", e.getMessage());
  }

  @Test
  void theSubreaperIsTurnedOnAndOff() throws ErrnoException {
    boolean before = Processes.isChildSubreaper();
    try {
      Processes.setChildSubreaper(true);
      assertTrue(Processes.isChildSubreaper());
    } finally {
      Processes.setChildSubreaper(before);
    }
    assertEquals(before, Processes.isChildSubreaper());
  }

  @Test
  void limitsOfAnotherProcessAreChanged() throws ErrnoException {
    int pid = Spawn.program("/bin/sleep").arguments(List.of("100")).start();
    try {
      ResourceLimit limit = new ResourceLimit(64, 128);
      limit.set(pid, ResourceLimit.Resource.NOFILE);
      assertEquals(limit, ResourceLimit.of(pid, ResourceLimit.Resource.NOFILE));
    } finally {
      Processes.kill(pid, Signal.KILL);
      Wait.forPid(pid);
    }
    assertThrows(IllegalArgumentException.class, () -> new ResourceLimit(-1, 5));
    assertEquals(ResourceLimit.Resource.NOFILE, ResourceLimit.Resource.parse("RLIMIT_NOFILE"));
  }

  @Test
  void capabilitiesAreThoseOfProcfs() throws Exception {
    Capabilities ours = Processes.capabilities();
    String status = Files.readString(Path.of("/proc/thread-self/status"));
    assertTrue(status.contains(String.format("CapEff:\t%016x", ours.effective())), status);
    assertTrue(status.contains(String.format("CapPrm:\t%016x", ours.permitted())), status);
    assertTrue(status.contains(String.format("CapBnd:\t%016x", ours.bounding())), status);
    assertTrue(status.contains(String.format("CapInh:\t%016x", ours.inheritable())), status);
  }
}
