package dev.davit.runtime.cgroup;

import dev.davit.runtime.cgroup.Setting.WhenMissing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings being collected for one machine, together with everything that is wrong with them. */
final class SettingList {

  /** Where a controller is found. */
  enum Place {
    UNIFIED,
    V1,
    NOWHERE
  }

  private static final String PREFIX = "linux.resources.";

  private final CgroupLayout layout;
  private final List<Setting> settings = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  SettingList(CgroupLayout layout) {
    this.layout = layout;
  }

  List<Setting> settings() {
    return List.copyOf(settings);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  Place place(String controller) {
    if (layout.onUnified(controller)) {
      return Place.UNIFIED;
    }
    return layout.onV1(controller).isPresent() ? Place.V1 : Place.NOWHERE;
  }

  Optional<Hierarchy> v1(String controller) {
    return layout.onV1(controller);
  }

  void unified(String field, String controller, String file, Object value) {
    add(field, controller, true, file, value, WhenMissing.REFUSE);
  }

  void v1(String field, String controller, String file, Object value) {
    add(field, controller, false, file, value, WhenMissing.REFUSE);
  }

  void add(
      String field,
      String controller,
      boolean unified,
      String file,
      Object value,
      WhenMissing whenMissing) {
    settings.add(
        new Setting(PREFIX + field, controller, unified, file, value.toString(), whenMissing));
  }

  /** Adds the setting to the hierarchy that holds the controller, or says that none does. */
  void either(String field, String controller, String unifiedFile, String v1File, Object value) {
    either(field, controller, unifiedFile, value, v1File, value);
  }

  /** As above, where the two kinds of hierarchy take different values. */
  void either(
      String field,
      String controller,
      String unifiedFile,
      Object unifiedValue,
      String v1File,
      Object v1Value) {
    switch (place(controller)) {
      case UNIFIED -> unified(field, controller, unifiedFile, unifiedValue);
      case V1 -> v1(field, controller, v1File, v1Value);
      case NOWHERE -> nowhere(field, controller);
    }
  }

  void nowhere(String field, String controller) {
    if (!layout.rights().missing().isEmpty()) {
      refuse(field, layout.rights().missing());
      return;
    }
    String where =
        layout
            .unified()
            .map(h -> "neither in " + h.mountPoint().resolve("cgroup.controllers") + " nor as")
            .orElse("neither on cgroup2 nor as");
    refuse(
        field,
        "controller " + controller + " is not on this machine: " + where + " a v1 hierarchy");
  }

  void refuse(String field, String why) {
    problems.add(PREFIX + field + ": " + why);
  }
}
