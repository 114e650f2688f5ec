package dev.davit.image;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an image shall be like that is made of a container.
 *
 * @param name the image's name, if it shall have one
 * @param changes instructions as {@link ConfigChange} takes them
 * @param author who made it
 * @param comment a remark for its history
 * @param created when; absent for an image that shall be the same whenever it is made
 */
public record Commit(
    Optional<String> name,
    List<String> changes,
    Optional<String> author,
    Optional<String> comment,
    Optional<Instant> created) {

  /** Copies the list. */
  public Commit {
    changes = List.copyOf(changes);
  }

  /** A plain commit under a name, without a time. */
  public static Commit as(String name) {
    return new Commit(
        Optional.of(name), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
