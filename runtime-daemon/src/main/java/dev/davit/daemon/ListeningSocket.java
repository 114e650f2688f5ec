package dev.davit.daemon;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;

/** The socket in the file system. */
final class ListeningSocket {

  private static final int BACKLOG = 1024;

  private ListeningSocket() {}

  /**
   * Makes it, in the place of one that nobody serves any more.
   *
   * @param group who may call beside the owner
   * @throws DaemonException if somebody serves it, or it cannot be made
   */
  static ServerSocketChannel bind(Path path, Optional<String> group) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        if (isServed(path)) {
          throw new DaemonException(
              path + ": another daemon serves it: stop that one, or give another --socket");
        }
        Files.delete(path);
      }
      ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        // Until the mode is set, that of the umask lets nobody but the owner write, and so connect.
        socket.bind(UnixDomainSocketAddress.of(path), BACKLOG);
        permit(path, group);
        return socket;
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DaemonException(path + ": bind: " + e.getMessage(), e);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new DaemonException(path + ": " + e.getMessage(), e);
    }
  }

  private static boolean isServed(Path path) throws IOException {
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.isDirectory(path)) {
      throw new DaemonException(path + ": it is there, and no socket: give another --socket");
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void permit(Path path, Optional<String> group) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (group.isPresent()) {
      try {
        view.setGroup(
            path.getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByGroupName(group.get()));
      } catch (UserPrincipalNotFoundException e) {
        throw new DaemonException("--group: " + group.get() + ": no such group", e);
      }
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
  }
}
