package dev.davit.linux.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Signal;
import java.util.List;
import java.util.Optional;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.SpawnAttribute;
import jnr.posix.SpawnFileAction;
import org.junit.jupiter.api.Test;

/** What jnr-posix is used for, where it agrees with our calls, and why it does not spawn. */
class JnrPosixTest {
  private static final POSIX POSIX = POSIXFactory.getNativePOSIX();

  @Test
  void agreesOnIds() {
    assertEquals(POSIX.getpid(), Processes.pid());
    assertEquals(POSIX.getuid(), Processes.uid());
    assertEquals(POSIX.geteuid(), Processes.effectiveUid());
    assertEquals(POSIX.getgid(), Processes.gid());
    assertEquals(POSIX.getegid(), Processes.effectiveGid());
  }

  @Test
  void findsTheUsersOfThisMachine() {
    assertEquals(Optional.of(new HostUser("root", 0, 0, "/root")), HostUser.of(0));
    assertEquals(Optional.of("nobody"), HostUser.of(65534).map(HostUser::name));
    assertEquals(Optional.empty(), HostUser.of(4_000_000_000L));
  }

  @Test
  void agreesOnSpawnKillAndWait() throws ErrnoException {
    long theirs =
        POSIX.posix_spawnp(
            "/bin/sleep",
            List.of(SpawnFileAction.dup(0, 0)),
            List.of(),
            List.of("sleep", "100"),
            List.of());
    Processes.kill((int) theirs, Signal.KILL);
    assertEquals(Optional.of(Signal.KILL), Wait.forPid((int) theirs).signal());
    int ours = Spawn.program("/bin/sleep").arguments(List.of("100")).start();
    assertEquals(0, POSIX.kill(ours, 9));
    int[] status = new int[1];
    assertEquals(ours, POSIX.waitpid(ours, status, 0));
    assertEquals(9, status[0]);
  }

  @Test
  void itsSpawnLosesTheErrnoAndHasNoSignalSets() {
    POSIX.errno(0);
    long result = POSIX.posix_spawnp("/nope", List.of(), List.of(), List.of("nope"), List.of());
    assertEquals(-1, result);
    assertThrows(RuntimeException.class, () -> SpawnAttribute.sigmask(0));
    assertThrows(RuntimeException.class, () -> SpawnAttribute.sigdef(-1));
  }
}
