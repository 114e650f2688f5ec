package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.runtime.cgroup.Setting.WhenMissing;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes settings into the control files of one cgroup and explains why one was refused. */
final class SettingWriter {

  /** Of two files that follow each other, the one that sometimes has to be written first. */
  private static final Map<String, String> V1_PAIRS =
      Map.of(
          // never above that of memory and swap together
          "memory.limit_in_bytes", "memory.memsw.limit_in_bytes",
          // never a larger part of the time than a cgroup above has
          "cpu.cfs_period_us", "cpu.cfs_quota_us",
          // never above the period
          "cpu.rt_period_us", "cpu.rt_runtime_us");

  private final CgroupFilesystem files;
  private final Function<Setting, Path> directories;

  /** Writes below the directory that the function gives for a setting's hierarchy. */
  SettingWriter(CgroupFilesystem files, Function<Setting, Path> directories) {
    this.files = files;
    this.directories = directories;
  }

  /**
   * Writes all of them in their order.
   *
   * @throws CgroupException at the first that the kernel refuses
   */
  void write(List<Setting> settings) {
    boolean saidAlready = false;
    for (int i = 0; i < settings.size(); i++) {
      Setting setting = settings.get(i);
      if (!saidAlready) {
        try {
          write(setting, i + 1 < settings.size() ? settings.get(i + 1) : null);
        } catch (ErrnoException e) {
          if (!e.is(Errno.ENOENT) || setting.whenMissing() == WhenMissing.REFUSE) {
            throw CgroupException.failed(explain(setting, e), e);
          }
          continue;
        }
      }
      saidAlready = setting.whenMissing() == WhenMissing.TRY_NEXT;
    }
  }

  /**
   * In v1 some limits may not contradict each other or those above, not even between two writes:
   * then the second of them has to be written first.
   */
  private void write(Setting setting, Setting next) throws ErrnoException {
    try {
      writeOne(setting);
    } catch (ErrnoException e) {
      boolean otherFirst =
          e.is(Errno.EINVAL) && next != null && next.file().equals(V1_PAIRS.get(setting.file()));
      if (!otherFirst) {
        throw e;
      }
      writeOne(next);
      writeOne(setting);
    }
  }

  private void writeOne(Setting setting) throws ErrnoException {
    files.write(directories.apply(setting).resolve(setting.file()), setting.value());
  }

  private String explain(Setting setting, ErrnoException e) {
    Path directory = directories.apply(setting);
    String what = setting.field() + ": " + setting.file() + ": ";
    if (e.is(Errno.ENOENT)) {
      if (setting.unified() && !hasController(directory, setting.controller())) {
        return what
            + SubtreeControl.notEnabled(setting.controller(), directory, directory.getParent());
      }
      boolean swap = setting.file().contains("swap") || setting.file().contains("memsw");
      return what
          + (swap
              ? "the kernel does not account swap: boot it with swapaccount=1"
              : "the kernel has no such file in " + directory);
    }
    String text = what + "write \"" + setting.value() + "\": " + e.errno().text();
    return switch (e.errno()) {
      case EACCES, EPERM -> text + ": " + directory + " is not delegated to this user";
      case EBUSY -> text + ": more than that is in use";
      case EINVAL, ERANGE -> text + wanted(setting, directory);
      case ENODEV -> text + ": there is no block device of that number: see /proc/partitions";
      case EROFS -> text + ": cgroups are mounted read-only here";
      default -> text + " in " + directory;
    };
  }

  private static String wanted(Setting setting, Path directory) {
    return switch (setting.file()) {
      case "cpuset.cpus" -> ": the processors that there are: /sys/devices/system/cpu/online";
      case "cpuset.mems" -> ": the memory nodes that there are: /sys/devices/system/node/online";
      case "memory.memsw.limit_in_bytes" ->
          ": it counts memory and swap together: limit the memory as well, to no more than that";
      case "cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.max" ->
          " in "
              + directory
              + ": wanted are 1000 to 1000000 us, and no more than the cgroup above has";
      default -> " in " + directory;
    };
  }

  private boolean hasController(Path directory, String controller) {
    if (controller.isEmpty()) {
      return true;
    }
    try {
      String text = files.read(directory.resolve("cgroup.controllers"));
      return Arrays.asList(text.strip().split("\\s+")).contains(controller);
    } catch (ErrnoException e) {
      return true;
    }
  }
}
