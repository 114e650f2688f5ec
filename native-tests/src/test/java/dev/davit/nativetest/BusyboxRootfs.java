package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small root file system: the machine's static busybox, its applets as links, and some /etc. */
final class BusyboxRootfs {
  private BusyboxRootfs() {}

  /** Fills a new directory and gives it back. */
  static Path create(Path root) {
    try {
      for (String dir :
          List.of("bin", "sbin", "etc", "tmp", "root", "usr/bin", "usr/sbin", "var")) {
        Files.createDirectories(root.resolve(dir));
      }
      Files.copy(Tool.find("busybox").orElseThrow(), root.resolve("bin/busybox"));
      for (String applet : applets()) {
        if (!applet.equals("bin/busybox")) {
          Files.createSymbolicLink(root.resolve(applet), Path.of("/bin/busybox"));
        }
      }
      Files.writeString(
          root.resolve("etc/passwd"),
          "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\n"
              + "app:x:1000:1001:application:/tmp:/bin/sh\n");
      Files.writeString(
          root.resolve("etc/group"), "root:x:0:\ndaemon:x:1:\nstaff:x:50:app\napp:x:1001:\n");
      for (String file : List.of("hosts", "hostname", "resolv.conf")) {
        Files.writeString(root.resolve("etc").resolve(file), "");
      }
      Tool.run("chmod", "1777", root.resolve("tmp").toString());
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Such a root file system as the bytes of a tar. */
  static byte[] tar() {
    Path root = create(Workspace.directory("busybox"));
    Path tar = Workspace.directory("tar").resolve("busybox.tar");
    Tool.run("tar", "-C", root.toString(), "--numeric-owner", "-cf", tar.toString(), ".");
    try {
      byte[] bytes = Files.readAllBytes(tar);
      Workspace.delete(root);
      Workspace.delete(tar.getParent());
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> applets() {
    return Tool.run("busybox", "--list-full").lines();
  }
}
