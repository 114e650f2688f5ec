package dev.davit.command;

import dev.davit.engine.ContainerTree;
import dev.davit.image.ImageException;
import dev.davit.image.layer.TreeArchive;
import dev.davit.image.layer.TreeUnpacker;
import dev.davit.image.tar.RawPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** One of the two places of a copy. */
interface CopySide {

  /** What is at a path. */
  Optional<Stat> stat(String path, boolean follow);

  /** Writes what is at a path as an archive in which it has a name. */
  void archive(String path, String name, boolean follow, OutputStream out) throws IOException;

  /** Unpacks an archive into a directory. */
  void unpack(String directory, InputStream in, boolean keepOwners, Consumer<String> warnings)
      throws IOException;

  /** A container. */
  record Container(ContainerTree tree) implements CopySide {
    @Override
    public Optional<Stat> stat(String path, boolean follow) {
      return tree.stat(path, follow);
    }

    @Override
    public void archive(String path, String name, boolean follow, OutputStream out)
        throws IOException {
      tree.archive(path, name, follow, out);
    }

    @Override
    public void unpack(
        String directory, InputStream in, boolean keepOwners, Consumer<String> warnings)
        throws IOException {
      tree.unpack(directory, in, keepOwners, warnings);
    }
  }

  /** This machine. */
  record Host() implements CopySide {
    private static Fd open(String path, int flags) {
      try {
        return Descriptors.open(Fd.CWD, Path.of(path).toAbsolutePath().toString(), flags);
      } catch (ErrnoException e) {
        throw new ImageException.Storage(path + ": " + e.getMessage(), e);
      }
    }

    private static int flags(boolean follow) {
      return follow ? OpenFlags.O_PATH : OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
    }

    @Override
    public Optional<Stat> stat(String path, boolean follow) {
      String absolute = Path.of(path).toAbsolutePath().toString();
      try (Fd file = Descriptors.open(Fd.CWD, absolute, flags(follow))) {
        return Optional.of(Metadata.stat(file));
      } catch (ErrnoException e) {
        if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
          return Optional.empty();
        }
        throw new ImageException.Storage(path + ": " + e.getMessage(), e);
      }
    }

    @Override
    public void archive(String path, String name, boolean follow, OutputStream out)
        throws IOException {
      try (Fd file = open(path, flags(follow))) {
        TreeArchive.write(file, RawPath.utf8(name), out);
      }
    }

    @Override
    public void unpack(
        String directory, InputStream in, boolean keepOwners, Consumer<String> warnings)
        throws IOException {
      try (Fd root = open(directory, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
        TreeUnpacker.unpack(directory, root, RawPath.ROOT, in, keepOwners, warnings);
      }
    }
  }
}
