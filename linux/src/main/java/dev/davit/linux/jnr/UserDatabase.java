package dev.davit.linux.jnr;

import dev.davit.linux.process.HostUser;
import java.util.Optional;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.Passwd;

/**
 * The users of this machine, from wherever its name service has them: getpwuid(3) by jnr-posix.
 *
 * <p>Its first use costs a new JVM about 0.1 s, so nothing on the way of a start may ask it.
 */
public final class UserDatabase {
  private static final POSIX POSIX = POSIXFactory.getNativePOSIX();

  private UserDatabase() {}

  /** Finds a user by number; empty when the name service knows none. */
  public static Optional<HostUser> find(int uid) {
    Passwd entry = POSIX.getpwuid(uid);
    return entry == null
        ? Optional.empty()
        : Optional.of(
            new HostUser(
                entry.getLoginName(),
                Integer.toUnsignedLong(uid),
                Integer.toUnsignedLong((int) entry.getGID()),
                entry.getHome()));
  }
}
