package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tree that a container sees, file by file, against what podman's storage and umoci make of the
 * same image: type, mode, owner, time to the nanosecond, extended attributes, content, hard links.
 */
@Needs({
  Need.ROOT,
  Need.OVERLAY,
  Need.BUSYBOX,
  Need.BUILDAH,
  Need.PODMAN,
  Need.UMOCI,
  Need.GETFATTR,
  Need.SETCAP,
  Need.UNSHARE
})
@OnOneJava
class MergedTreeTest {
  /** What the runtime itself adds or covers. */
  private static final String[] RUNTIME = {
    "proc", "sys", "dev", "etc/hosts", "etc/hostname", "etc/resolv.conf"
  };

  @ParameterizedTest
  @ValueSource(strings = {"oci layout", "oci layout with zstd", "docker archive"})
  void isWhatPodmanAndUmociSee(String form) {
    DavitCommand davit = DavitCommand.fresh();
    String name =
        switch (form) {
          case "oci layout" -> load(davit, BuildahImage.layout(), "oci:layered");
          case "oci layout with zstd" -> load(davit, BuildahImage.zstdLayout(), "zstd:layered");
          default -> load(davit, BuildahImage.dockerArchive(), "localhost/layered:latest");
        };
    TreeListing seen = asTheContainerSeesIt(davit, name);
    assertTrue(seen.files().size() > 40, () -> "only " + seen.files().keySet());
    assertEquals(
        List.of(), seen.differences(BuildahImage.asPodmanSeesIt().without(RUNTIME)), "podman");
    assertEquals(
        List.of(), seen.differences(BuildahImage.asUmociUnpacksIt().without(RUNTIME)), "umoci");
  }

  @Test
  void theComparisonItselfSeesEveryKindOfDifference() {
    Path tree = Workspace.directory("tree");
    String shell =
        "cd $1; echo a >content; echo a >mode; echo a >owner; echo a >time; echo a >xattr;"
            + " echo a >one; ln one two; ln -s a link; mknod dev c 1 3; touch -d @1.000000001 time";
    Tool.shell(shell, tree.toString());
    TreeListing before = TreeListing.of(tree.toString());
    assertEquals(List.of(), TreeListing.of(tree.toString()).differences(before));
    String change =
        "cd $1; echo b >content; chmod 600 mode; chown 1 owner; touch -d @1.000000002 time;"
            + " setfattr -n user.a -v b xattr; cp -p two three; mv three two; ln -sfn b link;"
            + " rm dev; mknod dev c 1 5; touch -d @1 . content mode owner xattr";
    Tool.shell(change, tree.toString());
    List<String> names =
        TreeListing.of(tree.toString()).without().differences(before.without()).stream()
            .map(d -> d.substring(0, d.indexOf('\n')))
            .toList();
    assertTrue(
        names.containsAll(
            List.of("content", "dev", "link", "mode", "one", "owner", "time", "two", "xattr")),
        () -> "" + names);
    Workspace.delete(tree);
  }

  private static String load(DavitCommand davit, Path image, String name) {
    davit.run("load", image.toString());
    return name;
  }

  private static TreeListing asTheContainerSeesIt(DavitCommand davit, String name) {
    try (var running = davit.start(name, "/bin/sh", "-c", "echo ready; exec sleep 1000")) {
      assertEquals("ready", running.readLine());
      return TreeListing.of("/proc/" + running.containerPid() + "/root/").without(RUNTIME);
    }
  }
}
