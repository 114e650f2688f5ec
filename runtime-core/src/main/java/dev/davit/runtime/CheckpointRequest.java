package dev.davit.runtime;

import dev.davit.linux.Fd;
import dev.davit.oci.runtime.Spec;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@link Checkpoints#checkpoint} saves, and what becomes of the container then.
 *
 * @param criu how it is saved
 * @param after what becomes of it
 * @param parent the images of an earlier {@link After#PRE_DUMP}, as a path relative to these: only
 *     memory that was written since is saved
 * @param pageServer who gets the memory instead of the directory
 * @param ready where a zero byte is written as soon as memory can be asked for, with {@link
 *     CriuSettings.Option#LAZY_PAGES}; it stays the caller's
 * @param config what it was started with; needed where that was not kept beside its state, as it is
 *     by {@link Runtime#create}
 * @param stopped what is done when all is saved and no process has gone on yet, such as to copy the
 *     files that fit the memory; if it throws, the container goes on and nothing is saved
 */
public record CheckpointRequest(
    CriuSettings criu,
    After after,
    Optional<String> parent,
    Optional<PageServer> pageServer,
    Optional<Fd> ready,
    Optional<Spec> config,
    Runnable stopped) {

  /** What becomes of a container that was saved. */
  public enum After {
    /** It ends, as if it were killed. */
    STOP,
    /** It goes on. */
    LEAVE_RUNNING,
    /** It goes on, and only its memory was saved: the next checkpoint takes less time. */
    PRE_DUMP
  }

  /**
   * A server for memory ({@code criu page-server}).
   *
   * @param address its IP address
   * @param port its port
   */
  public record PageServer(String address, int port) {
    /** Refuses ports that there are not. */
    public PageServer {
      if (port < 1 || port > 0xffff) {
        throw new IllegalArgumentException("page server: port " + port + ": not in 1..65535");
      }
    }
  }

  /** Saves it into a directory, after which it ends. */
  public static CheckpointRequest to(Path images) {
    return of(CriuSettings.of(images));
  }

  /** Saves it in this way, after which it ends. */
  public static CheckpointRequest of(CriuSettings criu) {
    return new CheckpointRequest(
        criu,
        After.STOP,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        () -> {});
  }

  /** A copy after which something else becomes of the container. */
  public CheckpointRequest then(After after) {
    return new CheckpointRequest(criu, after, parent, pageServer, ready, config, stopped);
  }

  /** A copy that saves what has changed since an earlier pre-dump. */
  public CheckpointRequest withParent(String parent) {
    return new CheckpointRequest(
        criu, after, Optional.of(parent), pageServer, ready, config, stopped);
  }

  /** A copy that sends memory to a server. */
  public CheckpointRequest withPageServer(PageServer server) {
    return new CheckpointRequest(criu, after, parent, Optional.of(server), ready, config, stopped);
  }

  /** A copy that tells when memory can be asked for. */
  public CheckpointRequest withReady(Fd descriptor) {
    return new CheckpointRequest(
        criu, after, parent, pageServer, Optional.of(descriptor), config, stopped);
  }

  /** A copy that knows what the container was started with. */
  public CheckpointRequest withConfig(Spec config) {
    return new CheckpointRequest(
        criu, after, parent, pageServer, ready, Optional.of(config), stopped);
  }

  /** A copy that does something while the container stands still. */
  public CheckpointRequest whileStopped(Runnable action) {
    return new CheckpointRequest(criu, after, parent, pageServer, ready, config, action);
  }
}
