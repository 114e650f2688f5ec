package dev.davit.linux.process;

import dev.davit.linux.jnr.UserDatabase;
import java.util.Optional;

/**
 * A user of this machine, not of a container.
 *
 * <p>It comes from the name service (nsswitch.conf(5)), which knows users of a directory service
 * too, as the file {@code /etc/passwd} alone does not.
 *
 * @param name the login name
 * @param uid the number, unsigned 32 bit
 * @param gid the number of the primary group, unsigned 32 bit
 * @param home the home directory
 */
public record HostUser(String name, long uid, long gid, String home) {
  /** Finds a user by number, unsigned 32 bit; empty when there is none; see getpwuid(3). */
  public static Optional<HostUser> of(long uid) {
    return UserDatabase.find((int) uid);
  }
}
