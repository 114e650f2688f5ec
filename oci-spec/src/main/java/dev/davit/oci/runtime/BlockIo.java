package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Block I/O limits (runtime-spec 1.3.0, config-linux.md, "Block IO").
 *
 * @param weight relative weight, 10 to 1000
 * @param leafWeight cgroup v1: weight against children
 * @param weightDevice weights by device
 * @param throttleReadBpsDevice bytes read per second
 * @param throttleWriteBpsDevice bytes written per second
 * @param throttleReadIOPSDevice reads per second
 * @param throttleWriteIOPSDevice writes per second
 * @param unknown fields that this version does not know, kept and written back
 */
public record BlockIo(
    Optional<@Unsigned(16) Long> weight,
    Optional<@Unsigned(16) Long> leafWeight,
    List<WeightDevice> weightDevice,
    List<ThrottleDevice> throttleReadBpsDevice,
    List<ThrottleDevice> throttleWriteBpsDevice,
    List<ThrottleDevice> throttleReadIOPSDevice,
    List<ThrottleDevice> throttleWriteIOPSDevice,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public BlockIo {
    weightDevice = List.copyOf(weightDevice);
    throttleReadBpsDevice = List.copyOf(throttleReadBpsDevice);
    throttleWriteBpsDevice = List.copyOf(throttleWriteBpsDevice);
    throttleReadIOPSDevice = List.copyOf(throttleReadIOPSDevice);
    throttleWriteIOPSDevice = List.copyOf(throttleWriteIOPSDevice);
    unknown = Fields.copyOf(unknown);
  }
}
