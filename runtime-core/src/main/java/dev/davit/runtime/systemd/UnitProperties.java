package dev.davit.runtime.systemd;

import dev.davit.runtime.cgroup.Setting;
import dev.davit.runtime.dbus.Variant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The limits of a cgroup as properties of its unit. systemd writes all files that it knows anew
 * when it reloads its configuration; a limit that it was not told would be gone then. Files that it
 * does not know it leaves alone.
 */
final class UnitProperties {

  private static final long INFINITY = -1;
  private static final long USEC_PER_SEC = 1_000_000;

  // on a reload it reads what it has written as whole per cent, rounded down
  private static final long PER_CENT_USEC = USEC_PER_SEC / 100;

  private static final Map<String, String> NUMBERS =
      Map.of(
          "memory.max", "MemoryMax",
          "memory.high", "MemoryHigh",
          "memory.low", "MemoryLow",
          "memory.min", "MemoryMin",
          "memory.swap.max", "MemorySwapMax",
          "cpu.weight", "CPUWeight",
          "pids.max", "TasksMax");

  private static final Map<String, String> SETS =
      Map.of("cpuset.cpus", "AllowedCPUs", "cpuset.mems", "AllowedMemoryNodes");

  private static final Map<String, String> IO_LIMITS =
      Map.of(
          "rbps", "IOReadBandwidthMax",
          "wbps", "IOWriteBandwidthMax",
          "riops", "IOReadIOPSMax",
          "wiops", "IOWriteIOPSMax");

  private final List<UnitProperty> properties = new ArrayList<>();

  private UnitProperties() {}

  /** The properties that say the same as the settings. */
  static List<UnitProperty> of(List<Setting> settings) {
    UnitProperties out = new UnitProperties();
    settings.forEach(out::add);
    return out.properties;
  }

  private void add(Setting setting) {
    String file = setting.file();
    String value = setting.value();
    if (NUMBERS.containsKey(file)) {
      properties.add(UnitProperty.number(NUMBERS.get(file), numberOrMax(value)));
    } else if (SETS.containsKey(file)) {
      properties.add(new UnitProperty(SETS.get(file), new Variant("ay", bits(value))));
    } else if (file.equals("cpu.max")) {
      cpuMax(value.split(" "));
    } else if (file.equals("io.max")) {
      ioMax(value.split(" "));
    } else if (file.equals("io.weight")) {
      ioWeight(value.split(" "));
    }
  }

  private static long numberOrMax(String value) {
    return value.equals("max") ? INFINITY : Long.parseUnsignedLong(value);
  }

  private void cpuMax(String[] quotaAndPeriod) {
    long period = quotaAndPeriod.length > 1 ? Long.parseLong(quotaAndPeriod[1]) : 100_000;
    long perSecond = INFINITY;
    if (!quotaAndPeriod[0].equals("max")) {
      long exact = Long.parseLong(quotaAndPeriod[0]) * USEC_PER_SEC / period;
      perSecond = (exact + PER_CENT_USEC - 1) / PER_CENT_USEC * PER_CENT_USEC;
    }
    properties.add(UnitProperty.number("CPUQuotaPerSecUSec", perSecond));
    properties.add(UnitProperty.number("CPUQuotaPeriodUSec", period));
  }

  /** {@code MAJOR:MINOR rbps=N …}: one property for each kind of limit. */
  private void ioMax(String[] words) {
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split("=", 2);
      if (IO_LIMITS.containsKey(pair[0])) {
        List<Object> limit = List.of("/dev/block/" + words[0], numberOrMax(pair[1]));
        properties.add(
            new UnitProperty(IO_LIMITS.get(pair[0]), new Variant("a(st)", List.of(limit))));
      }
    }
  }

  private void ioWeight(String[] words) {
    if (words.length == 1 || words[0].equals("default")) {
      properties.add(UnitProperty.number("IOWeight", Long.parseLong(words[words.length - 1])));
    } else {
      List<Object> weight = List.of("/dev/block/" + words[0], Long.parseLong(words[1]));
      properties.add(new UnitProperty("IODeviceWeight", new Variant("a(st)", List.of(weight))));
    }
  }

  /** A list such as {@code 0-2,7} as a bit mask, the lowest byte first. */
  static byte[] bits(String list) {
    BitSet bits = new BitSet();
    for (String range : list.split(",")) {
      String[] ends = range.strip().split("-", 2);
      bits.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
    }
    return bits.toByteArray();
  }
}
