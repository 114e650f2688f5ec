package dev.davit.runtime.cgroup;

import dev.davit.linux.AtFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Mode;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.mount.FilesystemStat;
import dev.davit.linux.mount.Mounts;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import dev.davit.linux.process.Processes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The cgroup filesystems of this machine. */
final class KernelCgroupFilesystem implements CgroupFilesystem {

  private static final int PERMISSIONS = 0755;
  private static final int BUFFER = 4096;

  @Override
  public boolean isCgroup(Path mountPoint, boolean unified) throws ErrnoException {
    long type = Mounts.statfs(mountPoint.toString()).type();
    return type == (unified ? FilesystemStat.CGROUP2 : FilesystemStat.CGROUP);
  }

  @Override
  public void mkdir(Path directory) throws ErrnoException {
    Names.mkdir(Fd.CWD, directory.toString(), PERMISSIONS);
  }

  @Override
  public void mkdirMarked(Path directory) throws ErrnoException {
    Names.mkdir(Fd.CWD, directory.toString(), PERMISSIONS | Mode.S_ISVTX);
  }

  @Override
  public boolean isMarked(Path directory) {
    try {
      int mode = Metadata.stat(Fd.CWD, directory.toString(), AtFlags.AT_SYMLINK_NOFOLLOW).mode();
      return (mode & (Mode.S_IFMT | Mode.S_ISVTX)) == (Mode.S_IFDIR | Mode.S_ISVTX);
    } catch (ErrnoException e) {
      return false;
    }
  }

  @Override
  public void rmdir(Path directory) throws ErrnoException {
    Names.rmdir(Fd.CWD, directory.toString());
  }

  @Override
  public void write(Path file, String value) throws ErrnoException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    try (Fd fd = Descriptors.open(Fd.CWD, file.toString(), OpenFlags.O_WRONLY)) {
      Content.write(fd, bytes, 0, bytes.length);
    }
  }

  @Override
  public String read(Path file) throws ErrnoException {
    try (Fd fd = Descriptors.open(Fd.CWD, file.toString(), OpenFlags.O_RDONLY)) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int n = Content.read(fd, buffer, 0, BUFFER); n > 0; ) {
        text.write(buffer, 0, n);
        n = Content.read(fd, buffer, 0, BUFFER);
      }
      return text.toString(StandardCharsets.UTF_8);
    }
  }

  @Override
  public List<String> children(Path directory) throws ErrnoException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          names.add(entry.getFileName().toString());
        }
      }
    } catch (NoSuchFileException e) {
      throw new ErrnoException("open(\"" + directory + "\")", Errno.ENOENT);
    } catch (IOException e) {
      throw new ErrnoException("getdents64(\"" + directory + "\")", Errno.EIO);
    }
    return names;
  }

  @Override
  public boolean isDirectory(Path directory) {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
  }

  /** A file of cgroupfs has POLLPRI when it changed since it was read by this descriptor. */
  @Override
  public boolean await(Path file, Predicate<String> condition, Duration deadline)
      throws ErrnoException {
    long end = System.nanoTime() + deadline.toNanos();
    try (Fd fd = Descriptors.open(Fd.CWD, file.toString(), OpenFlags.O_RDONLY)) {
      byte[] buffer = new byte[BUFFER];
      while (true) {
        int length = Content.pread(fd, buffer, 0, BUFFER, 0);
        if (condition.test(new String(buffer, 0, length, StandardCharsets.UTF_8))) {
          return true;
        }
        long leftNs = end - System.nanoTime();
        if (leftNs <= 0) {
          return false;
        }
        Poll.await(fd, PollEvents.PRI, Duration.ofNanos(leftNs));
      }
    }
  }

  @Override
  public void kill(int pid) throws ErrnoException {
    Processes.kill(pid, Signal.KILL);
  }

  @Override
  public Fd open(Path path, int flags) throws ErrnoException {
    return Descriptors.open(Fd.CWD, path.toString(), flags);
  }
}
