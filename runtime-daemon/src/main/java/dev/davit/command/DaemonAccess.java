package dev.davit.command;

import dev.davit.cri.CriClient;
import dev.davit.daemon.DaemonException;
import dev.davit.daemon.DaemonOptions;
import dev.davit.daemon.StateLock;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.terminal.Terminal;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The daemon that keeps what outlives a command. It is found by the state root, whose lock names
 * its socket; if there is none, or it was killed, it is started, apart from this command.
 */
final class DaemonAccess {

  /** Longer than a slow machine needs to adopt many pods. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long ROUND_MS = 10;

  private final Path root;
  private final Path state;
  private final Session session;

  private DaemonAccess(Session session) {
    this.root = session.root();
    this.state = session.state();
    this.session = session;
  }

  /**
   * The daemon of the roots of a call of the command, started if it does not run.
   *
   * @throws DaemonException if it cannot be started, with what it said
   */
  static DaemonClient daemon(Session session) {
    return new DaemonClient(new DaemonAccess(session).started());
  }

  /** The daemon at a socket that was named, or that of the roots. */
  static DaemonClient daemon(Session session, String socket) {
    return socket == null ? daemon(session) : new DaemonClient(CriClient.at(Path.of(socket)));
  }

  private CriClient started() {
    Path socket = socket();
    if (isServed(socket)) {
      return CriClient.at(socket);
    }
    try {
      Files.createDirectories(state);
      // Of two commands at once, one starts it and the other waits for that.
      try (FileChannel file =
          FileChannel.open(
              state.resolve("daemon.start"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        file.lock();
        socket = socket();
        if (!isServed(socket)) {
          start(socket);
        }
      }
    } catch (IOException e) {
      throw new DaemonException(state + ": " + IoFailure.reason(e), e);
    }
    return CriClient.at(socket);
  }

  /** That of the daemon which has, or had, the state root. */
  private Path socket() {
    return StateLock.socket(state).orElseGet(() -> DaemonOptions.socket(state));
  }

  private static boolean isServed(Path socket) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return probe.isConnected();
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  private void start(Path socket) {
    Path log = state.resolve("daemon.log");
    if (Terminal.isTerminal(Fd.borrowing(2))) {
      session.warn("starting the daemon that keeps detached containers and pods; its log: " + log);
    }
    try (DetachedDaemon daemon = DetachedDaemon.start(root, state, socket, log)) {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!isServed(socket)) {
        if (daemon.hasEnded()) {
          throw new DaemonException("the daemon did not start: " + daemon.said() + ": see " + log);
        }
        if (System.nanoTime() - end > 0) {
          throw new DaemonException(
              "the daemon does not serve "
                  + socket
                  + " after "
                  + PATIENCE.toSeconds()
                  + " s: see "
                  + log);
        }
        Thread.sleep(ROUND_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DaemonException("the daemon: interrupted while it was started", e);
    }
  }
}
