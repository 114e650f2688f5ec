package dev.davit.image.registry;

import java.util.Optional;

/**
 * How an image shall be pushed.
 *
 * @param credentials who is asking, if not who logged in
 * @param listener told how it goes
 */
public record PushRequest(Optional<Credentials> credentials, PushListener listener) {

  /** As this machine and user have it, silently. */
  public static final PushRequest DEFAULT = new PushRequest(Optional.empty(), PushListener.NONE);
}
