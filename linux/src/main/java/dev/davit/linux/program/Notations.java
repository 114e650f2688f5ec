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
  static final Notation OPEN = Notations::open;
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
      number -> number >= 1 && number <= 64 ? "SIG" + signal((int) number) : "" + number;

  private static final Notation OPEN_BITS =
      NumberNames.flags(
          "O",
          "O_WRONLY=1 O_RDWR=2 O_CREAT=0x40 O_EXCL=0x80 O_NOCTTY=0x100 O_TRUNC=0x200"
              + " O_APPEND=0x400 O_NONBLOCK=0x800 O_SYNC=0x101000 O_ASYNC=0x2000 O_DSYNC=0x1000"
              + row("O_DIRECT", OpenFlags.O_DIRECT)
              + row("O_NOFOLLOW", OpenFlags.O_NOFOLLOW)
              + " O_NOATIME=0x40000 O_CLOEXEC=0x80000 O_PATH=0x200000"
              + row("O_TMPFILE", OpenFlags.O_TMPFILE)
              + row("O_DIRECTORY", OpenFlags.O_DIRECTORY));

  private static final Notation TYPE =
      NumberNames.oneOf(
          "S_IF",
          "S_IFIFO=0010000 S_IFCHR=0020000 S_IFDIR=0040000 S_IFBLK=0060000 S_IFREG=0100000"
              + " S_IFLNK=0120000 S_IFSOCK=0140000");

  private Notations() {}

  private static String row(String name, long value) {
    return " " + name + "=" + value;
  }

  private static String open(long flags) {
    boolean reads = (flags & 3) == 0;
    if (!reads) {
      return OPEN_BITS.print(flags);
    }
    return flags == 0 ? "O_RDONLY" : "O_RDONLY|" + OPEN_BITS.print(flags);
  }

  /** Names a signal without SIG; of the kernel's real-time ones the first is RTMIN, then RT_1. */
  static String signal(int number) {
    if (number < 32) {
      return new Signal(number).name().substring(3);
    }
    return number == 32 ? "RTMIN" : "RT_" + (number - 32);
  }

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
    long major = number >>> 8 & 0xfff;
    long minor = number & 0xff | number >>> 12 & 0xfff00;
    return "makedev(" + Notation.HEX.print(major) + ", " + Notation.HEX.print(minor) + ")";
  }
}
