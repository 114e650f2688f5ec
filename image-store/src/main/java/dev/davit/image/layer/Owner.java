package dev.davit.image.layer;

import static dev.davit.linux.AtFlags.AT_SYMLINK_NOFOLLOW;

import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.TarEntry;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Metadata;

/**
 * The owner of a file, as an archive names it.
 *
 * @param uid the user
 * @param gid the group
 */
record Owner(int uid, int gid) {

  static Owner of(TarEntry entry) {
    return new Owner((int) entry.uid(), (int) entry.gid());
  }

  /** Gives it a file. */
  void take(Fd file) throws ErrnoException {
    try {
      Metadata.chown(file, uid, gid);
    } catch (ErrnoException e) {
      throw explained(e);
    }
  }

  /** Gives it what a name stands for, a symbolic link itself. */
  void take(Fd parent, RawPath name) throws ErrnoException {
    try {
      Metadata.chown(parent, name.bytes(), uid, gid, AT_SYMLINK_NOFOLLOW);
    } catch (ErrnoException e) {
      throw explained(e);
    }
  }

  /** chown(2): an id that the user namespace does not know is no argument. */
  ErrnoException explained(ErrnoException e) {
    return e.is(Errno.EINVAL)
        ? e.withDetail(
            "owner "
                + Integer.toUnsignedString(uid)
                + ":"
                + Integer.toUnsignedString(gid)
                + " is not mapped into this user namespace: give the user ranges in /etc/subuid and"
                + " /etc/subgid, and install newuidmap; davit doctor says what is missing")
        : e;
  }
}
