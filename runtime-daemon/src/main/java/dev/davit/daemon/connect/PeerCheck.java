package dev.davit.daemon.connect;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Who may call: root, the user of the daemon, and who is in the group of the socket if one was
 * given. The mode of the socket says the same; this holds if somebody changes the mode.
 */
public final class PeerCheck {

  private static final Path GROUPS = Path.of("/etc/group");

  private final Path socket;
  private final boolean group;

  /**
   * A check of the peers of this socket.
   *
   * @param group whether the socket's group may call
   */
  public PeerCheck(Path socket, boolean group) {
    this.socket = socket;
    this.group = group;
  }

  /** Why this peer may not call, if it may not (SO_PEERCRED, unix(7)). */
  Optional<String> refusal(Channel channel) {
    try {
      UnixDomainPrincipal peer =
          channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
      if (peer == null) {
        return Optional.of("peer: its credentials are not known");
      }
      return isAllowed(peer)
          ? Optional.empty()
          : Optional.of(
              "peer: user "
                  + peer.user().getName()
                  + " may not call this daemon: call it as root, or give the socket a group");
    } catch (IOException | RuntimeException e) {
      return Optional.of("peer: its credentials cannot be read: " + e.getMessage());
    }
  }

  private boolean isAllowed(UnixDomainPrincipal peer) throws IOException {
    PosixFileAttributes file =
        Files.readAttributes(socket, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    UserPrincipal root =
        socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root");
    Set<UserPrincipal> users = new HashSet<>(List.of(root, file.owner()));
    if (users.contains(peer.user())) {
      return true;
    }
    return group
        && (peer.group().equals(file.group())
            || members(file.group()).contains(peer.user().getName()));
  }

  private static Set<String> members(GroupPrincipal group) throws IOException {
    for (String line : Files.readAllLines(GROUPS)) {
      String[] fields = line.split(":", -1);
      if (fields.length == 4 && fields[0].equals(group.getName())) {
        return new HashSet<>(List.of(fields[3].split(",")));
      }
    }
    return Set.of();
  }
}
