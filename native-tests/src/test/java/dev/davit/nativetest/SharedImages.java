package dev.davit.nativetest;

import java.nio.file.Path;

/** Images that many suites use, loaded once per run into one data root. */
final class SharedImages {
  static final String BUSYBOX = "busybox:test";
  static final String DEBIAN = "debian:test";
  static final String LAYERED = "oci:layered";

  private static DavitCommand davit;
  private static boolean busybox;
  private static boolean debian;
  private static boolean layered;

  private SharedImages() {}

  /** The command on the shared data root, without any image promised. */
  static synchronized DavitCommand davit() {
    if (davit == null) {
      davit = DavitCommand.fresh();
    }
    return davit;
  }

  /** The command on the shared data root, which has {@link #BUSYBOX}. */
  static synchronized DavitCommand busybox() {
    if (!busybox) {
      Path tar = Workspace.shared("busybox.tar");
      write(tar, BusyboxRootfs.tar());
      davit().importTar(tar, BUSYBOX);
      busybox = true;
    }
    return davit;
  }

  /** The command on the shared data root, which has {@link #DEBIAN}. */
  static synchronized DavitCommand debian() {
    if (!debian) {
      davit().run("import", DebianRootfs.tar().toString(), DEBIAN);
      debian = true;
    }
    return davit;
  }

  /** The command on the shared data root, which has {@link #LAYERED}, the image of buildah. */
  static synchronized DavitCommand layered() {
    if (!layered) {
      davit().run("load", BuildahImage.layout().toString());
      layered = true;
    }
    return davit;
  }

  /** Takes the cgroups away in which the run's containers were; the files go with the workspace. */
  static void close() {
    removeCgroups(Workspace.NAME);
  }

  /** Removes the empty cgroup of that name from every hierarchy in which it is. */
  static void removeCgroups(String name) {
    for (HostSnapshot.CgroupMount mount : HostSnapshot.cgroupMounts()) {
      Path parent = mount.path().resolve(name);
      if (!parent.toFile().exists()) {
        continue;
      }
      if (!parent.toFile().delete()) {
        throw new AssertionError(parent + ": not empty or in use");
      }
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      java.nio.file.Files.write(file, bytes);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
