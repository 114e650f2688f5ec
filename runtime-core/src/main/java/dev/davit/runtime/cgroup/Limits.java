package dev.davit.runtime.cgroup;

import dev.davit.oci.runtime.Memory;
import dev.davit.oci.runtime.Resources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The limits of one cgroup: sets them before anything runs in it, and changes them later. */
final class Limits {

  private final CgroupFilesystem files;
  private final CgroupLayout layout;
  private final Optional<Path> unified;
  private final Map<String, Path> v1;

  /**
   * Those of a cgroup.
   *
   * @param unified its directory in cgroup v2
   * @param v1 its directories in v1 hierarchies, by controller
   */
  Limits(
      CgroupFilesystem files, CgroupLayout layout, Optional<Path> unified, Map<String, Path> v1) {
    this.files = files;
    this.layout = layout;
    this.unified = unified;
    this.v1 = v1;
  }

  /**
   * Sets the first ones.
   *
   * @param settings the writes that the resources need, here
   */
  void set(List<Setting> settings, Resources resources) {
    write(settings);
    restrictDevices(resources, true);
  }

  /** Changes those that are asked for; see {@link Cgroup#apply}. */
  void change(Resources resources) {
    List<Setting> settings = Settings.of(withBandwidth(resources), layout);
    checkMembership(settings);
    checkBeforeUpdate(resources);
    write(settings);
    restrictDevices(resources, false);
  }

  /** Limits with what is in force now where only a quota or only a period is asked for. */
  Resources withBandwidth(Resources resources) {
    boolean two = layout.onUnified("cpu");
    Optional<Path> directory = two ? unified : Optional.ofNullable(v1.get("cpu"));
    return directory
        .map(its -> new CurrentBandwidth(files, its, two).completing(resources))
        .orElse(resources);
  }

  /**
   * A container may be in those v1 hierarchies only in which it had a limit at its start. Moving it
   * there would leave the memory that it has already uncounted.
   */
  private void checkMembership(List<Setting> settings) {
    List<String> problems =
        settings.stream()
            .filter(setting -> !setting.unified() && !v1.containsKey(setting.controller()))
            .filter(setting -> setting.whenMissing() == Setting.WhenMissing.REFUSE)
            .map(
                setting ->
                    setting.field()
                        + ": "
                        + setting.file()
                        + ": the container is not in the cgroup v1 hierarchy of controller "
                        + setting.controller()
                        + ": start it with a limit of that controller, which can be changed then")
            .toList();
    if (!problems.isEmpty()) {
      throw CgroupException.refused(problems);
    }
  }

  /** cgroup v2 kills when a limit is set below the usage; v1 refuses by itself. */
  private void checkBeforeUpdate(Resources resources) {
    Optional<Memory> checked =
        resources.memory().filter(memory -> memory.checkBeforeUpdate().orElse(false));
    if (checked.isEmpty()) {
      return;
    }
    Optional<Long> usage = new StatsReader(files, unified, v1).read().memoryBytes();
    // the sum first: a usage above it is above the limit of memory alone as well
    checkUsage("swap", checked.get().swap().filter(bytes -> bytes > 0), usage);
    checkUsage("limit", checked.get().limit().filter(bytes -> bytes >= 0), usage);
  }

  private static void checkUsage(String field, Optional<Long> limit, Optional<Long> usage) {
    if (limit.isPresent() && usage.isPresent() && usage.get() > limit.get()) {
      throw CgroupException.of(
          "linux.resources.memory."
              + field
              + ": "
              + limit.get()
              + ": the cgroup uses "
              + usage.get()
              + " bytes, and checkBeforeUpdate is set");
    }
  }

  private void write(List<Setting> settings) {
    new SettingWriter(files, s -> s.unified() ? unified.orElseThrow() : v1.get(s.controller()))
        .write(settings);
  }

  private void restrictDevices(Resources resources, boolean first) {
    if (!resources.devices().isEmpty() && unified.isPresent()) {
      DeviceAccess.restrict(files, unified.get(), resources.devices(), first);
    }
  }
}
