package dev.davit.linux.netlink;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.process.Processes;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work in another network namespace (network_namespaces(7)), which is a matter of the thread. */
public final class NetworkNamespace {

  private static final Path OWN = Path.of("/proc/thread-self/ns/net");

  private NetworkNamespace() {}

  /** Some work. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run() throws ErrnoException;
  }

  /** Opens a namespace by its path, such as {@code /proc/PID/ns/net}. */
  public static Fd open(Path path) throws ErrnoException {
    return Descriptors.open(Fd.CWD, path.toString(), OpenFlags.O_RDONLY);
  }

  /**
   * Makes a namespace. A thread of its own does it and ends in it: in a user namespace there is no
   * way back to the host's network.
   */
  public static Fd make() throws ErrnoException {
    FutureTask<Fd> made =
        new FutureTask<>(
            () -> {
              Processes.makeNamespaces(CloneFlags.CLONE_NEWNET);
              return open(OWN);
            });
    Thread thread = new Thread(made, "davit network namespace");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return made.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ErrnoException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Does some work with this thread in a network namespace, and brings the thread back. What is
   * opened there stays there: a socket belongs to the namespace it was made in.
   */
  public static <T> T inside(Fd namespace, Work<T> work) throws ErrnoException {
    try (Fd own = open(OWN)) {
      Processes.joinNamespaces(namespace, CloneFlags.CLONE_NEWNET);
      try {
        return work.run();
      } finally {
        back(own);
      }
    }
  }

  private static void back(Fd own) {
    try {
      Processes.joinNamespaces(own, CloneFlags.CLONE_NEWNET);
    } catch (ErrnoException e) {
      // a thread that is lost in another namespace would do later work there
      throw new IllegalStateException("network namespace: go back: " + e.getMessage(), e);
    }
  }
}
