package dev.davit.linux.program;

import dev.davit.linux.AtFlags;
import dev.davit.linux.CloneFlags;
import dev.davit.linux.MountAttributes;
import dev.davit.linux.MountFlags;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.UnmountFlags;

/** How strace(1) writes the numbers of several families of calls. */
final class Notations {
  static final Notation OPEN = OpenFlags::print;
  static final Notation AT = AtFlags::print;
  static final Notation MOUNT = MountFlags::print;
  static final Notation MOUNT_ATTRIBUTES = MountAttributes::print;
  static final Notation UNMOUNT = UnmountFlags::print;
  static final Notation CLONE = CloneFlags::print;

  /** Permission bits, with three digits at least. */
  static final Notation MODE = mode -> String.format("%#03o", mode);

  /** A file type by name with its permission bits. */
  static final Notation TYPE_AND_MODE = Notations::typeAndMode;

  /** A device number by its parts. */
  static final Notation DEVICE = Notations::device;

  /** A signal by name; zero, which tests only whether a signal could be sent, is 0. */
  static final Notation SIGNAL =
      number -> number >= 1 && number <= 64 ? new Signal((int) number).name() : "" + number;

  private static final Notation TYPE =
      NumberNames.oneOf(
          "S_IF",
          "S_IFIFO=0010000 S_IFCHR=0020000 S_IFDIR=0040000 S_IFBLK=0060000 S_IFREG=0100000"
              + " S_IFLNK=0120000 S_IFSOCK=0140000");

  private Notations() {}

  private static String typeAndMode(long mode) {
    long type = mode & 0170000;
    if (type == 0) {
      return MODE.print(mode);
    }
    return TYPE.print(type)
        + ((mode & 04000) == 0 ? "|" : "|S_ISUID|")
        + ((mode & 02000) == 0 ? "" : "S_ISGID|")
        + ((mode & 01000) == 0 ? "" : "S_ISVTX|")
        + MODE.print(mode & 0777);
  }

  private static String device(long number) {
    long major = number >>> 8 & 0xfff | number >>> 32 & ~0xfffL;
    long minor = number & 0xff | number >>> 12 & 0xffffff00L;
    return "makedev(" + Notation.HEX.print(major) + ", " + Notation.HEX.print(minor) + ")";
  }
}
