package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Limits of an ordinary user, in a part of the hierarchy that was given to it. It needs cgroup v2
 * alone, so it runs in the virtual machine only, and its name keeps it out of other runs.
 */
@Needs({Need.ROOT, Need.BUSYBOX, Need.UIDMAP, Need.UNSHARE})
class DelegatedSuite {
  private static final String IMAGE = "busybox:mine";
  private static final Path CGROUP = Path.of("/sys/fs/cgroup", Workspace.NAME + "-user");
  private static OrdinaryUser user;

  /** As systemd does for a user's manager: what is inside is the user's, its own limits are not. */
  @BeforeAll
  static void giveACgroupToTheUser() throws IOException {
    user = OrdinaryUser.create(true);
    Path tar = Workspace.shared("delegated.tar");
    Files.write(tar, BusyboxRootfs.tar());
    Tool.run("chmod", "a+r", tar.toString());
    Tool.shell(
        "mkdir $1; chown $2 $1 $1/cgroup.procs $1/cgroup.subtree_control $1/cgroup.threads;"
            + " mkdir $1/shell; chown -R $2 $1/shell",
        CGROUP.toString(),
        Integer.toString(OrdinaryUser.UID));
    user.davitIn(CGROUP + "/shell", "import", tar.toString(), IMAGE).expect(0);
  }

  @AfterAll
  static void takeItBack() {
    Tool.shell("find $1 -depth -type d -exec rmdir {} +", CGROUP.toString());
  }

  private static Tool.Result run(String script, String... options) {
    List<String> words = new ArrayList<>(List.of("run", "--rm"));
    words.addAll(List.of(options));
    words.addAll(List.of(IMAGE, "sh", "-c", script));
    return user.davitIn(CGROUP + "/shell", words.toArray(String[]::new));
  }

  @Test
  void holdsTheLimitsOfAnOrdinaryUser() {
    Tool.Result result =
        run(
                "cd /sys/fs/cgroup; cat memory.max pids.max cpu.max; cat /proc/self/cgroup",
                "--memory",
                "64m",
                "--pids",
                "20",
                "--cpus",
                "0.5")
            .expect(0);
    assertEquals(List.of("67108864", "20", "50000 100000", "0::/"), result.lines());
    Tool.Result killed =
        run("dd if=/dev/zero of=/dev/null bs=128M count=1; echo $?", "--memory", "64m");
    assertTrue(killed.out().contains("137") || killed.exit() == 137, killed.toString());
    assertEquals("", Tool.shell("ls -d $1/davit 2>/dev/null || true", CGROUP.toString()).out());
  }

  @Test
  void saysThatTheCgroupIsDelegated() {
    Tool.Result result = user.davitIn(CGROUP + "/shell", "doctor").expect(0);
    assertTrue(result.out().contains("cgroups: delegated: unified"), result.out());
  }

  @Test
  void saysWhoIsInTheWayOfAController() {
    Tool.Result result =
        user.davitIn(CGROUP.toString(), "run", "--rm", "--memory", "64m", IMAGE, "true")
            .expect(125);
    assertTrue(result.err().contains("while processes are in that cgroup itself"), result.err());
  }
}
