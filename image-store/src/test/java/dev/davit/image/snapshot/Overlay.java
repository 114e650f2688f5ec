package dev.davit.image.snapshot;

import dev.davit.linux.Fd;
import dev.davit.linux.mount.FilesystemContext;
import java.nio.file.Path;

/**
 * A snapshot as a container sees it: an overlay that is mounted nowhere and goes with its
 * descriptor.
 */
public final class Overlay implements AutoCloseable {

  private final Fd mount;

  /** Makes the overlay of a snapshot. */
  public Overlay(Snapshot snapshot) throws Exception {
    try (FilesystemContext context = FilesystemContext.open("overlay")) {
      for (Path lower : snapshot.lowerdirs()) {
        context.string("lowerdir+", lower.toString());
      }
      context.string("upperdir", snapshot.upperdir().toString());
      context.string("workdir", snapshot.workdir().toString());
      context.create();
      mount = context.mount(0);
    }
  }

  /** Its root. */
  public Path path() {
    return Path.of(mount.procPath());
  }

  @Override
  public void close() {
    mount.close();
  }
}
