package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a cgroup, read when they are asked for, for those who want the kernel's own figures
 * (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1 of the kernel).
 */
public final class CgroupReading {

  private final CgroupFilesystem files;
  private final Optional<Path> unified;
  private final Map<String, Path> v1;

  CgroupReading(CgroupFilesystem files, Optional<Path> unified, Map<String, Path> v1) {
    this.files = files;
    this.unified = unified;
    this.v1 = v1;
  }

  /** A file of cgroup v2; empty if the cgroup, or the file in it, is not there. */
  public Optional<String> unified(String file) {
    return unified.flatMap(directory -> text(directory.resolve(file)));
  }

  /** A file of a v1 controller; empty if the container is not in it, or it has no such file. */
  public Optional<String> v1(String controller, String file) {
    return Optional.ofNullable(v1.get(controller))
        .flatMap(directory -> text(directory.resolve(file)));
  }

  /** The text of a file without the line feed at its end. */
  Optional<String> text(Path file) {
    try {
      return Optional.of(files.read(file).strip());
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENODEV) || e.is(Errno.EOPNOTSUPP)) {
        return Optional.empty();
      }
      throw CgroupException.failed(e);
    }
  }
}
