package dev.davit.image.registry;

import dev.davit.oci.image.Platform;
import java.util.Optional;

/**
 * How an image shall be pulled.
 *
 * @param credentials who is asking, if not who logged in
 * @param platform which of an image's platforms; this machine's if nothing is said
 * @param listener told how it goes
 */
public record PullRequest(
    Optional<Credentials> credentials, Optional<Platform> platform, PullListener listener) {

  /** As this machine and user have it, silently. */
  public static final PullRequest DEFAULT =
      new PullRequest(Optional.empty(), Optional.empty(), PullListener.NONE);

  /** The same as somebody. */
  public PullRequest as(Credentials who) {
    return new PullRequest(Optional.of(who), platform, listener);
  }

  /** The same for a platform. */
  public PullRequest on(Platform wanted) {
    return new PullRequest(credentials, Optional.of(wanted), listener);
  }

  /** The same with somebody to tell. */
  public PullRequest telling(PullListener told) {
    return new PullRequest(credentials, platform, told);
  }
}
