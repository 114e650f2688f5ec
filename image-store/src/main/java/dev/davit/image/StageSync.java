package dev.davit.image;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import java.nio.file.Path;

/**
 * Brings what is unpacked onto the disk while unpacking goes on, so that little is left for the
 * sync at the end. One thread, which lives only while there is something to bring.
 *
 * <p>One descriptor from the first write to the last sync: the kernel tells each descriptor of an
 * error of writing once, and tells one that is opened later nothing of what others have been told
 * (syncfs(2), since Linux 5.8).
 */
final class StageSync implements AutoCloseable {

  /** What is written between two syncs; each costs a commit of the file system's journal. */
  private static final long STEP_BYTES = 64L << 20;

  /** syncfs(2), or what a test puts in its place. */
  interface Disk {
    void sync(Fd fd) throws ErrnoException;
  }

  private final Path directory;
  private final Disk disk;
  private final Fd fd;
  private long waiting;
  private boolean syncing;
  private ErrnoException failure;

  StageSync(Path directory) {
    this(directory, Content::syncFileSystem);
  }

  /** For tests. */
  StageSync(Path directory, Disk disk) {
    this.directory = directory;
    this.disk = disk;
    try {
      fd =
          Descriptors.open(
              Fd.CWD, directory.toString(), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    } catch (ErrnoException e) {
      throw storage(e);
    }
  }

  /** Told that so many bytes have been written; never waits for the disk. */
  synchronized void written(long bytes) {
    waiting += bytes;
    if (waiting >= STEP_BYTES && !syncing && failure == null) {
      waiting = 0;
      syncing = true;
      Thread thread = new Thread(this::syncEarly, "davit-sync");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void syncEarly() {
    ErrnoException failed = null;
    try {
      disk.sync(fd);
    } catch (ErrnoException e) {
      failed = e;
    } finally {
      synchronized (this) {
        failure = failed;
        syncing = false;
        notifyAll();
      }
    }
  }

  /**
   * Returns when everything is on the disk.
   *
   * @throws ImageException.Storage if something could not be written, now or before
   */
  void finish() {
    awaitThread();
    try {
      synchronized (this) {
        if (failure != null) {
          throw failure;
        }
      }
      disk.sync(fd);
    } catch (ErrnoException e) {
      throw storage(e);
    }
  }

  private synchronized void awaitThread() {
    boolean interrupted = false;
    while (syncing) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private ImageException.Storage storage(ErrnoException e) {
    return new ImageException.Storage(directory + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    awaitThread();
    fd.close();
  }
}
