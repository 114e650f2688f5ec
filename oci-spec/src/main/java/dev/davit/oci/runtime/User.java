package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Implied;
import dev.davit.oci.json.Unsigned;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ids of a process (runtime-spec 1.3.0, config.md, "User"). Ids are of the container's user
 * namespace and unsigned: 0 to 4294967294, never wrapped.
 *
 * @param uid user id
 * @param gid group id
 * @param umask file mode creation mask; the default is the runtime's 0022
 * @param additionalGids supplementary group ids
 * @param unknown fields that this version does not know, kept and written back
 */
public record User(
    @Implied("0") @Unsigned(32) long uid,
    @Implied("0") @Unsigned(32) long gid,
    Optional<@Unsigned(32) Long> umask,
    List<@Unsigned(32) Long> additionalGids,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public User {
    additionalGids = List.copyOf(additionalGids);
    unknown = Fields.copyOf(unknown);
  }

  /** Uid and gid with no supplementary groups. */
  public static User of(long uid, long gid) {
    return new User(uid, gid, Optional.empty(), List.of(), Map.of());
  }

  /** Uid 0 and gid 0. */
  public static User root() {
    return of(0, 0);
  }

  /** A copy with another {@code uid}. */
  public User withUid(long uid) {
    return new User(uid, gid, umask, additionalGids, unknown);
  }

  /** A copy with another {@code gid}. */
  public User withGid(long gid) {
    return new User(uid, gid, umask, additionalGids, unknown);
  }

  /** A copy with another {@code umask}. */
  public User withUmask(long umask) {
    return new User(uid, gid, Optional.of(umask), additionalGids, unknown);
  }

  /** A copy with another {@code additionalGids}. */
  public User withAdditionalGids(List<Long> additionalGids) {
    return new User(uid, gid, umask, additionalGids, unknown);
  }
}
