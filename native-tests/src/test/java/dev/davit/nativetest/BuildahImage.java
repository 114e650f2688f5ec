package dev.davit.nativetest;

import java.nio.file.Path;

/**
 * An image of six layers made by buildah with everything that a layer can hold: see
 * build-layered-image.sh. Made once per run.
 */
final class BuildahImage {
  private static final String NAME = "localhost/layered:6";
  private static Path work;

  private BuildahImage() {}

  private static synchronized Path work() {
    if (work == null) {
      Path place = Workspace.directory("buildah");
      Tool.run(
          "unshare",
          "--mount",
          "--propagation",
          "private",
          "sh",
          Scripts.path("build-layered-image.sh"),
          place.toString());
      work = place;
    }
    return work;
  }

  /** The OCI layout with gzip layers; the tag is "layered". */
  static Path layout() {
    return work().resolve("oci");
  }

  /** The OCI layout with zstd layers; the tag is "layered". */
  static Path zstdLayout() {
    return work().resolve("zstd");
  }

  /** The archive as {@code docker save} writes it; the name is localhost/layered:latest. */
  static Path dockerArchive() {
    return work().resolve("docker.tar");
  }

  /** The merged tree as podman's own storage shows it. */
  static TreeListing asPodmanSeesIt() {
    Path out = Workspace.directory("listing");
    Tool.run(
        "unshare",
        "--mount",
        "--propagation",
        "private",
        "sh",
        "-euc",
        "p=\"podman --root $1/store --runroot $1/run --storage-driver overlay\"\n"
            + "root=$($p image mount $2)\n"
            + "sh $3 \"$root\" $4\n"
            + "$p image unmount $2",
        "sh",
        work().toString(),
        NAME,
        Scripts.path("list-tree.sh"),
        out.toString());
    return TreeListing.read(out);
  }

  /** The merged tree as umoci unpacks it. */
  static TreeListing asUmociUnpacksIt() {
    Path bundle = Workspace.directory("umoci").resolve("bundle");
    Tool.run("umoci", "unpack", "--image", layout() + ":layered", bundle.toString());
    TreeListing listing = TreeListing.of(bundle.resolve("rootfs").toString());
    Workspace.delete(bundle.getParent());
    return listing;
  }
}
