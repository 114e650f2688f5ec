package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Passes everything on except removals, which are not permitted. */
record RefusingToRemove(CgroupFilesystem below) implements CgroupFilesystem {

  @Override
  public boolean isCgroup(Path mountPoint, boolean unified) throws ErrnoException {
    return below.isCgroup(mountPoint, unified);
  }

  @Override
  public void mkdir(Path directory) throws ErrnoException {
    below.mkdir(directory);
  }

  @Override
  public void mkdirMarked(Path directory) throws ErrnoException {
    below.mkdirMarked(directory);
  }

  @Override
  public boolean isMarked(Path directory) {
    return below.isMarked(directory);
  }

  @Override
  public void rmdir(Path directory) throws ErrnoException {
    throw new ErrnoException("rmdir(\"" + directory + "\")", Errno.EPERM);
  }

  @Override
  public void write(Path file, String value) throws ErrnoException {
    below.write(file, value);
  }

  @Override
  public String read(Path file) throws ErrnoException {
    return below.read(file);
  }

  @Override
  public List<String> children(Path directory) throws ErrnoException {
    return below.children(directory);
  }

  @Override
  public boolean isDirectory(Path directory) {
    return below.isDirectory(directory);
  }

  @Override
  public boolean await(Path file, Predicate<String> condition, Duration deadline)
      throws ErrnoException {
    return below.await(file, condition, deadline);
  }

  @Override
  public void kill(int pid) throws ErrnoException {
    below.kill(pid);
  }

  @Override
  public Fd open(Path path, int flags) throws ErrnoException {
    return below.open(path, flags);
  }
}
