package dev.davit.runtime.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Specs;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountPointsTest {

  @TempDir Path directory;
  private Path root;
  private Path source;

  @BeforeEach
  void makeRoot() throws Exception {
    root = Files.createDirectories(directory.resolve("root"));
    Files.createDirectories(root.resolve("etc"));
    source = Files.writeString(directory.resolve("source"), "nameserver 192.0.2.1\n");
  }

  private void make(Spec spec) throws Exception {
    try (Fd fd =
        Descriptors.open(Fd.CWD, root.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
      new MountPoints(fd).make(spec);
    }
  }

  private static Spec with(Mount... more) {
    Spec spec = Specs.runc("true");
    List<Mount> mounts = new ArrayList<>(spec.mounts());
    mounts.addAll(List.of(more));
    return spec.withMounts(mounts);
  }

  private Mount bind(Path from, String to) {
    return Mount.of(to, "bind", from.toString(), List.of("rbind"));
  }

  private void link(String at, String to) throws Exception {
    Files.createSymbolicLink(root.resolve(at), Path.of(to));
  }

  @Test
  void makesTheFileThatADanglingLinkNames() throws Exception {
    link("etc/resolv.conf", "../run/systemd/resolve/stub-resolv.conf");
    make(with(bind(source, "/etc/resolv.conf")));
    assertTrue(Files.isRegularFile(root.resolve("run/systemd/resolve/stub-resolv.conf")));
    assertTrue(Files.isSymbolicLink(root.resolve("etc/resolv.conf")));
  }

  @Test
  void makesWhatIsMerelyMissingOnlyWhereNobodyElseDoes() throws Exception {
    Spec spec = with(bind(source, "/run/.env"), bind(directory, "/app"));
    make(spec);
    assertFalse(Files.exists(root.resolve("app")));
    try (Fd fd =
        Descriptors.open(Fd.CWD, root.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
      MountPoints.all(fd).make(spec);
    }
    assertTrue(Files.isRegularFile(root.resolve("run/.env")));
    assertTrue(Files.isDirectory(root.resolve("app")));
    assertTrue(Files.isDirectory(root.resolve("proc")));
    assertFalse(Files.exists(root.resolve("dev/pts")), "that is in another mount");
  }

  @Test
  void makesAMountPointInTheSourceOfTheMountThatItIsIn() throws Exception {
    Files.createSymbolicLink(directory.resolve("link"), Path.of("/../../.."));
    Spec spec =
        with(bind(directory, "/app"), bind(source, "/app/in/file"), bind(source, "/app/link/f"));
    make(spec);
    assertFalse(Files.exists(directory.resolve("in")), "init makes it");
    try (Fd fd =
        Descriptors.open(Fd.CWD, root.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
      MountPoints.all(fd).make(spec);
    }
    assertTrue(Files.isRegularFile(directory.resolve("in/file")));
    assertTrue(Files.isRegularFile(directory.resolve("f")), "a link does not lead out of it");
    assertFalse(Files.exists(root.resolve("app/in")));
  }

  @Test
  void makesTheDirectoryThatADanglingLinkOnTheWayNames() throws Exception {
    Files.createDirectory(root.resolve("var"));
    link("var/run", "/run");
    make(with(bind(directory, "/var/run/app")));
    assertTrue(Files.isDirectory(root.resolve("run/app")));
  }

  @Test
  void makesTheWorkingDirectoryBehindADanglingLink() throws Exception {
    link("work", "srv/work");
    Spec spec = Specs.runc("true");
    make(spec.withProcess(Process.of(List.of("true"), List.of(), "/work/here")));
    assertTrue(Files.isDirectory(root.resolve("srv/work/here")));
  }

  @Test
  void staysInTheRootWhereverALinkLeads() throws Exception {
    link("etc/resolv.conf", "/../../../../" + directory.getFileName() + "/outside");
    make(with(bind(source, "/etc/resolv.conf")));
    assertTrue(Files.isRegularFile(root.resolve(directory.getFileName()).resolve("outside")));
    assertFalse(Files.exists(directory.resolve("outside")));
  }

  @Test
  void leavesToTheProgramWhatIsMerelyMissing() throws Exception {
    make(with(bind(source, "/etc/hosts"), bind(directory, "/new/directory")));
    assertEquals(List.of("etc"), names());
  }

  @Test
  void touchesNothingBelowOtherMounts() throws Exception {
    link("dev", "nowhere/dev");
    link("sys", "nowhere/sys");
    make(with(bind(source, "/sys/file"), bind(source, "/dev/file")));
    assertFalse(Files.exists(root.resolve("nowhere/sys"), LinkOption.NOFOLLOW_LINKS));
    assertFalse(Files.exists(root.resolve("nowhere/dev/file"), LinkOption.NOFOLLOW_LINKS));
  }

  private List<String> names() throws Exception {
    try (var entries = Files.list(root)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
