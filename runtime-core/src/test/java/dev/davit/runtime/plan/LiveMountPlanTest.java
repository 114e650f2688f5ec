package dev.davit.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Architecture;
import dev.davit.linux.CloneFlags;
import dev.davit.oci.json.Problem;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.host.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveMountPlanTest {

  private static final Host HOST =
      Host.complete(
          Architecture.X86_64,
          CgroupLayout.unified(Path.of("/sys/fs/cgroup"), Set.of("cpu", "memory", "pids")));

  private static LiveMountPlan adding(long namespaces, Mount... mounts) {
    return LiveMountPlan.adding(List.of(mounts), Linux.empty(), HOST, namespaces);
  }

  @Test
  void entersNoMoreThanTheMountAndUserNamespaces() {
    Mount tmpfs = Mount.of("/data", "tmpfs", "tmpfs", List.of("size=1m"));
    String plain = adding(CloneFlags.CLONE_NEWNS | CloneFlags.CLONE_NEWPID, tmpfs).print();
    assertTrue(plain.contains("setns(<container>, CLONE_NEWNS)"), plain);
    assertTrue(!plain.contains("setresuid"), plain);
    String user = adding(CloneFlags.CLONE_NEWNS | CloneFlags.CLONE_NEWUSER, tmpfs).print();
    assertTrue(user.contains("setns(<container>, CLONE_NEWNS|CLONE_NEWUSER)"), user);
    assertTrue(user.contains("setresuid(0, 0, 0)"), user);
    assertTrue(!user.contains("exec"), user);
  }

  @Test
  void preparesBindMountsOnTheHostSide() {
    LiveMountPlan plan =
        adding(CloneFlags.CLONE_NEWNS, Mount.of("/data", "bind", "/srv", List.of("rbind", "ro")));
    assertEquals(1, plan.preparations().size());
    assertEquals(List.of("report", "container", "rootfs", "bind 0"), plan.planned().descriptors());
  }

  @Test
  void unmountsBelowTheRootWithoutFollowingALinkAtTheEnd() {
    Mount gone = Mount.of("/a/b", "", "", List.of());
    String text = LiveMountPlan.removing(List.of(gone), CloneFlags.CLONE_NEWNS).print();
    assertTrue(text.contains("RESOLVE_IN_ROOT"), text);
    assertTrue(text.contains("umount2(\"b\", MNT_DETACH|UMOUNT_NOFOLLOW)"), text);
  }

  @Test
  void refusesWhatBelongsToAStart() {
    SpecException e =
        assertThrows(
            SpecException.class,
            () ->
                adding(
                    0,
                    Mount.of("/proc", "proc", "proc", List.of()),
                    Mount.of("/t", "tmpfs", "tmpfs", List.of("tmpcopyup"))));
    assertEquals(
        List.of("$.mounts[0].type", "$.mounts[1].type", "$.mounts"),
        e.problems().stream().map(Problem::path).toList());
    for (String root : List.of("/", "/a/..")) {
      Mount mount = Mount.of(root, "", "", List.of());
      assertThrows(
          SpecException.class,
          () -> LiveMountPlan.removing(List.of(mount), CloneFlags.CLONE_NEWNS));
    }
  }
}
