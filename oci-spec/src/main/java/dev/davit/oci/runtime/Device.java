package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;
import java.util.Optional;

/**
 * A device node (runtime-spec 1.3.0, config-linux.md, "Devices"; mknod(2)).
 *
 * @param path absolute path in the container
 * @param type the kind
 * @param major major number; not for a FIFO
 * @param minor minor number; not for a FIFO
 * @param fileMode permission bits
 * @param uid owner
 * @param gid group
 * @param unknown fields that this version does not know, kept and written back
 */
public record Device(
    String path,
    DeviceType type,
    Optional<Long> major,
    Optional<Long> minor,
    Optional<@Unsigned(32) Long> fileMode,
    Optional<@Unsigned(32) Long> uid,
    Optional<@Unsigned(32) Long> gid,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Device {
    unknown = Fields.copyOf(unknown);
  }

  /** A character device of root with a mode. */
  public static Device character(String path, long major, long minor, long fileMode) {
    return new Device(
        path,
        DeviceType.CHARACTER,
        Optional.of(major),
        Optional.of(minor),
        Optional.of(fileMode),
        Optional.of(0L),
        Optional.of(0L),
        Map.of());
  }
}
