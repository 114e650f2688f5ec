package dev.davit.image.layer;

import dev.davit.linux.Mode;
import dev.davit.linux.file.Stat;

/**
 * How a layer says that something below it is gone: by {@code .wh.} names in archives (image-spec
 * 1.1, layer.md, "Whiteouts"), by devices 0:0 and attributes on disk (kernel documentation,
 * overlayfs.rst, "whiteouts and opaque directories").
 */
public final class Whiteout {

  /** Starts the name of an entry that hides another. */
  public static final String PREFIX = ".wh.";

  /** Starts names that aufs kept for itself; they mean nothing in an image. */
  static final String META = ".wh..wh.";

  /** The name of an entry that hides all that lower layers have in its directory. */
  static final String OPAQUE_NAME = ".wh..wh..opq";

  /** Marks a directory that hides those of the same name below it. */
  public static final String OPAQUE_XATTR = Attributes.OVERLAY + "opaque";

  private Whiteout() {}

  /** True for the device that overlayfs takes for a whiteout. */
  public static boolean is(Stat stat) {
    return stat.type() == Mode.S_IFCHR && stat.rdev().major() == 0 && stat.rdev().minor() == 0;
  }
}
