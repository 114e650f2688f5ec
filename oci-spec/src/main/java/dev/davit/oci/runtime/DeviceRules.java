package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;
import java.util.List;
import java.util.Optional;

/** The rules of config-linux.md, "Devices" and "Allowed Device list". */
final class DeviceRules {
  /** The kernel's dev_t has 12 and 20 bits, see linux/kdev_t.h. */
  private static final long MAX_MAJOR = (1 << 12) - 1;

  private static final long MAX_MINOR = (1 << 20) - 1;
  private static final long MAX_MODE = 07777;

  /** S_IFMT: file type bits that some writers leave in the mode. */
  private static final long TYPE_BITS = 0170000;

  private DeviceRules() {}

  static void nodes(List<Device> devices, String path, Problems problems) {
    Check.distinct(devices, Device::path, path, problems);
    for (int i = 0; i < devices.size(); i++) {
      node(devices.get(i), path + "[" + i + "]", problems);
    }
  }

  static void rules(List<DeviceRule> rules, String path, Problems problems) {
    for (int i = 0; i < rules.size(); i++) {
      DeviceRule rule = rules.get(i);
      String element = path + "[" + i + "]";
      if (rule.type().filter(t -> t == DeviceType.FIFO).isPresent()) {
        problems.add(element + ".type", "a rule cannot be about FIFOs");
      }
      rule.major().ifPresent(m -> Check.range(m, -1, MAX_MAJOR, element + ".major", problems));
      rule.minor().ifPresent(m -> Check.range(m, -1, MAX_MINOR, element + ".minor", problems));
      rule.access()
          .filter(a -> !a.chars().allMatch(c -> "rwma".indexOf(c) >= 0))
          .ifPresent(
              a ->
                  problems.add(
                      element + ".access",
                      "%s is not made of r, w and m".formatted(Problems.quote(a))));
    }
  }

  private static void node(Device device, String path, Problems problems) {
    Check.absolute(device.path(), path + ".path", problems);
    if (device.type() == DeviceType.ALL) {
      problems.add(path + ".type", "a is for rules only, not for nodes");
    } else if (device.type() != DeviceType.FIFO && problems.isReadable(path + ".type")) {
      number(device.major(), MAX_MAJOR, path + ".major", problems);
      number(device.minor(), MAX_MINOR, path + ".minor", problems);
    }
    device
        .fileMode()
        .ifPresent(m -> Check.range(m & ~TYPE_BITS, 0, MAX_MODE, path + ".fileMode", problems));
    device.uid().ifPresent(id -> Check.id(id, path + ".uid", problems));
    device.gid().ifPresent(id -> Check.id(id, path + ".gid", problems));
  }

  private static void number(Optional<Long> value, long max, String path, Problems problems) {
    if (value.isEmpty()) {
      problems.add(path, "missing");
    } else {
      Check.range(value.get(), 0, max, path, problems);
    }
  }
}
