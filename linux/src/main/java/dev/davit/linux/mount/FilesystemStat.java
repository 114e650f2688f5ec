package dev.davit.linux.mount;

/**
 * What statfs(2) says of a file system.
 *
 * @param type its magic number, such as {@link #CGROUP2}
 * @param blockSize in bytes
 * @param blocks all blocks
 * @param freeBlocks free blocks
 * @param availableBlocks free blocks for those without privileges
 * @param files all inodes
 * @param freeFiles free inodes
 * @param nameMax the longest file name in bytes
 * @param flags ST_* mount flags
 */
public record FilesystemStat(
    long type,
    long blockSize,
    long blocks,
    long freeBlocks,
    long availableBlocks,
    long files,
    long freeFiles,
    long nameMax,
    long flags) {
  /** OVERLAYFS_SUPER_MAGIC. */
  public static final long OVERLAY = 0x794c7630L;

  /** TMPFS_MAGIC. */
  public static final long TMPFS = 0x01021994L;

  /** CGROUP_SUPER_MAGIC: a version 1 hierarchy. */
  public static final long CGROUP = 0x27e0ebL;

  /** CGROUP2_SUPER_MAGIC. */
  public static final long CGROUP2 = 0x63677270L;

  /** PROC_SUPER_MAGIC. */
  public static final long PROC = 0x9fa0L;

  /** SYSFS_MAGIC. */
  public static final long SYSFS = 0x62656572L;

  /** DEVPTS_SUPER_MAGIC. */
  public static final long DEVPTS = 0x1cd1L;

  /** NSFS_MAGIC: namespaces. */
  public static final long NSFS = 0x6e736673L;
}
