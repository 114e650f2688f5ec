package dev.davit.linux.file;

import dev.davit.linux.DeviceNumber;
import dev.davit.linux.Mode;
import dev.davit.linux.Timestamp;

/**
 * What statx(2) says of a file.
 *
 * @param mode type and permissions, see {@link Mode}
 * @param uid owner
 * @param gid group
 * @param links hard links
 * @param inode inode number
 * @param size in bytes; of a symbolic link, the length of its target
 * @param blocks of 512 bytes that are allocated
 * @param device the file system's device
 * @param rdev the device that a device node stands for
 * @param accessed last access
 * @param modified last change of the content
 * @param changed last change of the metadata
 * @param mountId the mount, as in /proc/self/mountinfo
 * @param mountRoot whether it is the root of a mount
 */
public record Stat(
    int mode,
    int uid,
    int gid,
    long links,
    long inode,
    long size,
    long blocks,
    DeviceNumber device,
    DeviceNumber rdev,
    Timestamp accessed,
    Timestamp modified,
    Timestamp changed,
    long mountId,
    boolean mountRoot) {

  /** The permission bits with set-user-ID, set-group-ID and sticky. */
  public int permissions() {
    return mode & 07777;
  }

  /** The type bits, such as {@link Mode#S_IFREG}. */
  public int type() {
    return mode & Mode.S_IFMT;
  }

  /** Whether it is a directory. */
  public boolean isDirectory() {
    return Mode.isDirectory(mode);
  }

  /** Whether it is a regular file. */
  public boolean isRegular() {
    return Mode.isRegular(mode);
  }

  /** Whether it is a symbolic link. */
  public boolean isSymlink() {
    return Mode.isSymlink(mode);
  }

  /** Whether both are the same file. */
  public boolean isSameFile(Stat other) {
    return inode == other.inode && device.equals(other.device);
  }
}
