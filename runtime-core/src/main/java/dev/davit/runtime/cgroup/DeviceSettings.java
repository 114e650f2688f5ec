package dev.davit.runtime.cgroup;

import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.DeviceType;
import java.util.List;
import java.util.Optional;

/** Device rules as control files of the v1 controller (Documentation/admin-guide/cgroup-v1). */
final class DeviceSettings {

  private static final String CONTROLLER = "devices";

  private DeviceSettings() {}

  static void add(SettingList out, List<DeviceRule> rules) {
    if (rules.isEmpty()) {
      return;
    }
    if (out.place(CONTROLLER) != SettingList.Place.V1) {
      out.nowhere("devices", CONTROLLER);
      return;
    }
    // A new cgroup has its parent's rules; ours begin with nothing allowed.
    out.v1("devices", CONTROLLER, "devices.deny", "a");
    for (DeviceRule rule : rules) {
      String file = rule.allow() ? "devices.allow" : "devices.deny";
      out.v1("devices", CONTROLLER, file, text(rule));
    }
  }

  private static String text(DeviceRule rule) {
    String numbers = number(rule.major()) + ":" + number(rule.minor()) + " " + rule.kinds();
    return switch (rule.type().orElse(DeviceType.ALL)) {
      case ALL -> "a";
      case BLOCK -> "b " + numbers;
      case CHARACTER, UNBUFFERED, FIFO -> "c " + numbers;
    };
  }

  private static String number(Optional<Long> number) {
    return number.filter(n -> n >= 0).map(String::valueOf).orElse("*");
  }
}
