package dev.davit.runtime.cgroup;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The few things that are done to cgroup directories and control files. Everything that this
 * package does to the machine goes through here; tests have one on plain directories.
 */
interface CgroupFilesystem {

  /** True if this is the root of a mounted cgroup filesystem of that version (statfs(2)). */
  boolean isCgroup(Path mountPoint, boolean unified) throws ErrnoException;

  /** mkdir(2) with mode 0755. */
  void mkdir(Path directory) throws ErrnoException;

  /** mkdir(2) with mode 01755: the sticky bit, which nobody else gives a cgroup, is our mark. */
  void mkdirMarked(Path directory) throws ErrnoException;

  /** True if there is a directory that {@link #mkdirMarked} has made. */
  boolean isMarked(Path directory);

  /** rmdir(2). */
  void rmdir(Path directory) throws ErrnoException;

  /** One write(2) into an existing file, which is neither created nor truncated. */
  void write(Path file, String value) throws ErrnoException;

  /** The whole text of a file. */
  String read(Path file) throws ErrnoException;

  /** The names of the directories in a directory. */
  List<String> children(Path directory) throws ErrnoException;

  /** True if there is a directory of that name. */
  boolean isDirectory(Path directory);

  /**
   * Waits until the text of a file that announces its changes by poll(2) meets a condition.
   *
   * @return false if it does not at the deadline
   */
  boolean await(Path file, Predicate<String> condition, Duration deadline) throws ErrnoException;

  /** kill(2) with SIGKILL. */
  void kill(int pid) throws ErrnoException;

  /** open(2) with the flags and O_CLOEXEC; the caller owns the descriptor. */
  Fd open(Path path, int flags) throws ErrnoException;
}
