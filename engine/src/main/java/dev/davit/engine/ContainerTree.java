package dev.davit.engine;

import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;

import dev.davit.engine.ContainerException.Reason;
import dev.davit.engine.ContainerInfo.Status;
import dev.davit.image.ImageStore;
import dev.davit.image.layer.TreeArchive;
import dev.davit.image.layer.TreeUnpacker;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.image.tar.RawPath;
import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.RootedTree;
import dev.davit.linux.file.Stat;
import dev.davit.runtime.Runtime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The files of a container: of one that runs as it sees them, volumes included; of one that has
 * ended, its root. Every path is walked by the kernel with the container's root as root, so that
 * nothing that the container does can lead a copy to files of the host.
 */
public final class ContainerTree implements AutoCloseable {

  private final String label;
  private final Fd root;
  private final RootedTree tree;

  private ContainerTree(String label, Fd root) {
    this.label = label;
    this.root = root;
    this.tree = new RootedTree(root);
  }

  static ContainerTree open(ContainerInfo container, Runtime runtime, ImageStore store) {
    String label = "container " + container.name().orElse(container.shortId());
    if (container.status() instanceof Status.Running running) {
      try {
        int flags = O_PATH | O_DIRECTORY;
        return new ContainerTree(
            label, Descriptors.open(Fd.CWD, "/proc/" + running.pid() + "/root", flags));
      } catch (ErrnoException e) {
        throw new ContainerException(
            Reason.NOT_RUNNING, label + ": open its root: " + e.getMessage(), e);
      }
    }
    Snapshot snapshot =
        store
            .snapshots()
            .find(container.id())
            .orElseThrow(
                () -> new ContainerException(Reason.STORE, label + ": its files are gone"));
    return new ContainerTree(label, runtime.mountRoot(Starter.root(snapshot)));
  }

  /**
   * What is at a path: a symbolic link itself unless it is to be followed.
   *
   * @return nothing if nothing is there
   * @throws ContainerException if it cannot be looked at
   */
  public Optional<Stat> stat(String path, boolean follow) {
    try {
      ContainerPath at = ContainerPath.of(ContainerPath.of("/"), path);
      return Optional.of(follow ? tree.stat(at) : tree.lstat(at));
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return Optional.empty();
      }
      throw failure(path, e);
    }
  }

  /**
   * Writes a file, or a directory with all that is in it, as an archive.
   *
   * @param path in the container
   * @param name what it is called in the archive; empty for a directory that is its top
   * @param follow whether a symbolic link at the path means what it points to
   * @throws IOException if the stream cannot be written
   */
  public void archive(String path, String name, boolean follow, OutputStream out)
      throws IOException {
    ContainerPath at = ContainerPath.of(ContainerPath.of("/"), path);
    try (Fd file = tree.open(at, follow ? O_PATH : O_PATH | O_NOFOLLOW)) {
      TreeArchive.write(file, RawPath.utf8(name), out);
    } catch (ErrnoException e) {
      throw failure(path, e);
    }
  }

  /**
   * Unpacks an archive into a directory.
   *
   * @param directory in the container; it must exist
   * @param keepOwners whether files belong to whom the archive says, and not to root
   * @throws IOException if the stream cannot be read
   */
  public void unpack(
      String directory, InputStream archive, boolean keepOwners, Consumer<String> warnings)
      throws IOException {
    ContainerPath at = ContainerPath.of(ContainerPath.of("/"), directory);
    try (Fd found = tree.open(at, O_PATH)) {
      if (!Metadata.stat(found).isDirectory()) {
        throw new ContainerException(Reason.STORE, label + ": " + directory + ": not a directory");
      }
    } catch (ErrnoException e) {
      throw failure(directory, e);
    }
    RawPath into = RawPath.utf8(directory).normalized();
    TreeUnpacker.unpack(label, root, into, archive, keepOwners, warnings);
  }

  private ContainerException failure(String path, ErrnoException e) {
    String reason = e.is(Errno.ENOENT) ? "no such file or directory" : e.getMessage();
    return new ContainerException(Reason.STORE, label + ": " + path + ": " + reason, e);
  }

  @Override
  public void close() {
    root.close();
  }
}
