package dev.davit.linux.program;

import dev.davit.linux.AtFlags;
import dev.davit.linux.Capability;
import dev.davit.linux.CloneFlags;
import dev.davit.linux.MountFlags;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;

/** How strace(1) writes numbers, and the flags of several families of calls. */
enum Notations implements Notation {
  DECIMAL,
  HEX,
  POINTER,
  OPEN,
  AT,
  MOUNT,
  MOUNT_ATTRIBUTES,
  UNMOUNT,
  CLONE,
  /** The flags of unshare(2) and setns(2), which strace has in another order. */
  NAMESPACES,
  /** Permission bits, with three digits at least. */
  MODE,
  /** A file type by name with its permission bits. */
  TYPE_AND_MODE,
  /** A device number by its parts. */
  DEVICE,
  /** A signal by name; zero, which tests only whether a signal could be sent, is 0. */
  SIGNAL,
  /** One capability by its number. */
  CAPABILITY,
  /** A set of capabilities by its bits. */
  CAPABILITIES,
  /** A resource limit: in KiB if that goes without a rest. */
  LIMIT;

  private static final Notation OPEN_BITS =
      NumberNames.flags(
          "O",
          "O_CREAT=0x40 O_EXCL=0x80 O_NOCTTY=0x100 O_TRUNC=0x200"
              + " O_APPEND=0x400 O_NONBLOCK=0x800 O_SYNC=0x101000 O_DSYNC=0x1000"
              + row("O_DIRECT", OpenFlags.O_DIRECT)
              + row("O_NOFOLLOW", OpenFlags.O_NOFOLLOW)
              + " O_NOATIME=0x40000 O_CLOEXEC=0x80000 O_PATH=0x200000"
              + row("O_TMPFILE", OpenFlags.O_TMPFILE)
              + row("O_DIRECTORY", OpenFlags.O_DIRECTORY)
              + " FASYNC=0x2000");

  private static final Notation ACCESS =
      NumberNames.oneOf("O", "O_RDONLY=0 O_WRONLY=1 O_RDWR=2 O_ACCMODE=3");

  private static final Notation UNMOUNT_BITS =
      NumberNames.flags("MNT", "MNT_FORCE=1 MNT_DETACH=2 MNT_EXPIRE=4 UMOUNT_NOFOLLOW=8");

  private static final Notation ATTRIBUTE_BITS =
      NumberNames.flags(
          "MOUNT_ATTR",
          "MOUNT_ATTR_RDONLY=1 MOUNT_ATTR_NOSUID=2 MOUNT_ATTR_NODEV=4 MOUNT_ATTR_NOEXEC=8"
              + " MOUNT_ATTR_NOATIME=0x10 MOUNT_ATTR_STRICTATIME=0x20 MOUNT_ATTR_NODIRATIME=0x80"
              + " MOUNT_ATTR_IDMAP=0x100000 MOUNT_ATTR_NOSYMFOLLOW=0x200000");

  private static final Notation NAMESPACE_BITS =
      NumberNames.flags(
          "CLONE",
          "CLONE_NEWTIME=0x80 CLONE_VM=0x100 CLONE_FS=0x200 CLONE_FILES=0x400"
              + " CLONE_SIGHAND=0x800 CLONE_THREAD=0x10000 CLONE_NEWNS=0x20000"
              + " CLONE_SYSVSEM=0x40000 CLONE_NEWCGROUP=0x2000000 CLONE_NEWUTS=0x4000000"
              + " CLONE_NEWIPC=0x8000000 CLONE_NEWUSER=0x10000000 CLONE_NEWPID=0x20000000"
              + " CLONE_NEWNET=0x40000000");

  private static final Notation TYPE =
      NumberNames.oneOf(
          "S_IF",
          "S_IFIFO=0010000 S_IFCHR=0020000 S_IFDIR=0040000 S_IFBLK=0060000 S_IFREG=0100000"
              + " S_IFLNK=0120000 S_IFSOCK=0140000");

  @Override
  public String print(long value) {
    return switch (this) {
      case DECIMAL -> Long.toString(value);
      case HEX -> value == 0 ? "0" : "0x" + Long.toHexString(value);
      case POINTER -> value == 0 ? "NULL" : "0x" + Long.toHexString(value);
      case OPEN -> open(value);
      case AT -> AtFlags.print(value);
      case MOUNT -> MountFlags.print(value);
      case MOUNT_ATTRIBUTES -> ATTRIBUTE_BITS.print(value);
      case UNMOUNT -> UNMOUNT_BITS.print(value);
      case NAMESPACES -> NAMESPACE_BITS.print(value);
      case CLONE -> CloneFlags.print(value);
      case MODE -> String.format("%#03o", value);
      case TYPE_AND_MODE -> typeAndMode(value);
      case DEVICE -> device(value);
      case SIGNAL -> value >= 1 && value <= 64 ? "SIG" + signal((int) value) : "" + value;
      case CAPABILITY -> capability(value);
      case CAPABILITIES -> capabilities(value);
      case LIMIT -> limit(value);
    };
  }

  private static String row(String name, long value) {
    return " " + name + "=" + value;
  }

  private static String open(long flags) {
    String access = ACCESS.print(flags & 3);
    long rest = flags & ~3;
    return rest == 0 ? access : access + "|" + OPEN_BITS.print(rest);
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
    return "makedev(" + HEX.print(major) + ", " + HEX.print(minor) + ")";
  }

  private static String capability(long number) {
    Capability[] all = Capability.values();
    return number >= 0 && number < all.length ? all[(int) number].capName() : "" + number;
  }

  private static String capabilities(long mask) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 64; i++) {
      if ((mask >>> i & 1) != 0) {
        out.append(out.length() == 0 ? "1<<" : "|1<<").append(capability(i));
      }
    }
    return out.length() == 0 ? "0" : out.toString();
  }

  private static String limit(long value) {
    if (value == SchedulingCalls.RLIM64_INFINITY) {
      return "RLIM64_INFINITY";
    }
    boolean whole = Long.compareUnsigned(value, 1024) > 0 && value % 1024 == 0;
    return whole
        ? Long.toUnsignedString(Long.divideUnsigned(value, 1024)) + "*1024"
        : Long.toUnsignedString(value);
  }
}
