package dev.davit.nativetest;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Archives that try to reach a directory outside of the layer into which they are unpacked. Each
 * goes for the file {@code canary} of that directory, or tries to make something beside it.
 */
final class AttackArchives {
  private AttackArchives() {}

  /** The attacks by what they try, against a directory of the host. */
  static Map<String, byte[]> against(Path outside) {
    String out = outside.toString();
    String up = "../".repeat(30) + out.substring(1);
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("a name with ..", new RawTar().file(up + "/new", "x").toBytes());
    all.put(
        "a name with .. in the middle",
        new RawTar().directory("a", 0755).file("a/" + up + "/new", "x").toBytes());
    all.put("an absolute name", new RawTar().file(out + "/new", "x").toBytes());
    all.put(
        "an absolute name with two slashes", new RawTar().file("/" + out + "/new", "x").toBytes());
    all.put(
        "a file through an absolute symlink",
        new RawTar().symlink("s", out).file("s/new", "x").toBytes());
    all.put(
        "a file through a relative symlink",
        new RawTar().symlink("s", up).file("s/new", "x").toBytes());
    all.put(
        "a file through a chain of symlinks",
        new RawTar()
            .symlink("a", "..")
            .symlink("b", "a/..")
            .symlink("s", "b/" + up)
            .file("s/new", "x")
            .toBytes());
    all.put(
        "a directory through a symlink",
        new RawTar().symlink("s", out).directory("s/new", 0777).toBytes());
    all.put(
        "new modes through a symlink",
        new RawTar().symlink("s", out).directory("s", 0777).toBytes());
    all.put(
        "content through a symlink",
        new RawTar().symlink("s", out + "/canary").file("s", "x").toBytes());
    all.put(
        "content through a symlink to a missing file",
        new RawTar().symlink("s", out + "/new").file("s", "x").toBytes());
    all.put(
        "a hard link to an absolute name",
        new RawTar().hardLink("h", out + "/canary").file("h", "x").toBytes());
    all.put(
        "a hard link with ..", new RawTar().hardLink("h", up + "/canary").file("h", "x").toBytes());
    all.put(
        "a hard link through a symlink",
        new RawTar().symlink("s", out).hardLink("h", "s/canary").file("h", "x").toBytes());
    all.put(
        "a hard link to a symlink",
        new RawTar().symlink("s", out + "/canary").hardLink("h", "s").file("h", "x").toBytes());
    all.put(
        "a whiteout through a symlink",
        new RawTar().symlink("s", out).file("s/.wh.canary", "").toBytes());
    all.put(
        "an opaque mark through a symlink",
        new RawTar().symlink("s", out).file("s/.wh..wh..opq", "").toBytes());
    all.put("a whiteout of ..", new RawTar().directory("d", 0755).file("d/.wh...", "").toBytes());
    all.put("a whiteout of .", new RawTar().directory("d", 0755).file("d/.wh..", "").toBytes());
    all.put(
        "a whiteout of nothing", new RawTar().directory("d", 0755).file("d/.wh.", "").toBytes());
    all.put("a whiteout with ..", new RawTar().file(".wh." + up + "/canary", "").toBytes());
    all.put(
        "a device through a symlink",
        new RawTar()
            .symlink("s", out)
            .entry(RawTar.BLOCK_DEVICE, "s/new", "", 0666, 0, 0, new byte[0], Map.of())
            .toBytes());
    all.put(
        "a pax name with ..",
        new RawTar()
            .entry(
                RawTar.FILE, "fine", "", 0644, 0, 0, new byte[] {'x'}, Map.of("path", up + "/new"))
            .toBytes());
    all.put(
        "a pax link with ..",
        new RawTar()
            .entry(
                RawTar.HARD_LINK,
                "h",
                "fine",
                0644,
                0,
                0,
                new byte[0],
                Map.of("linkpath", up + "/canary"))
            .file("h", "x")
            .toBytes());
    all.put(
        "an attribute through a symlink",
        new RawTar()
            .symlink("s", out + "/canary")
            .entry(
                RawTar.FILE, "s/.", "", 0644, 0, 0, new byte[0], Map.of("SCHILY.xattr.user.a", "b"))
            .toBytes());
    all.put(
        "an overlay redirect",
        new RawTar()
            .directory("d", 0755)
            .entry(
                RawTar.DIRECTORY,
                "e/",
                "",
                0755,
                0,
                0,
                new byte[0],
                Map.of("SCHILY.xattr.trusted.overlay.redirect", "/" + up))
            .toBytes());
    return all;
  }
}
