package dev.davit.image.tar;

/** What kind of file a tar entry describes (POSIX pax, typeflag). */
public enum EntryType {
  /** A regular file, with data. */
  FILE,
  /** A hard link to an entry of the same archive. */
  HARD_LINK,
  /** A symbolic link. */
  SYMLINK,
  /** A character device. */
  CHARACTER_DEVICE,
  /** A block device. */
  BLOCK_DEVICE,
  /** A directory. */
  DIRECTORY,
  /** A named pipe. */
  FIFO
}
