package dev.davit.ocicommand;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.davit.runtime.cgroup.CgroupReading;
import dev.davit.runtime.cgroup.CgroupStats;
import dev.davit.runtime.cgroup.Pressure;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container uses, in the words of runc's {@code events --stats}. As there, most numbers that
 * are zero are left out.
 */
final class StatsText {

  private static final String CPUSET = "cpuset";

  /** The names in runc's answer, and the files of the v1 controller. */
  private static final List<String> CPUSET_FLAGS =
      List.of(
          "cpu_exclusive",
          "mem_hardwall",
          "mem_exclusive",
          "memory_migrate",
          "memory_spread_page",
          "memory_spread_slab",
          "memory_pressure",
          "sched_load_balance",
          "sched_relax_domain_level");

  private final CgroupStats stats;
  private final StatsFiles files;

  private StatsText(CgroupStats stats, CgroupReading reading) {
    this.stats = stats;
    this.files = new StatsFiles(reading);
  }

  static JsonObject of(CgroupStats stats, CgroupReading reading) {
    return new StatsText(stats, reading).whole();
  }

  private JsonObject whole() {
    JsonObject out = new JsonObject();
    out.add("cpu", cpu());
    out.add(CPUSET, cpuset());
    out.add("memory", memory());
    JsonObject pids = new JsonObject();
    stats.processes().ifPresent(count -> pids.addProperty("current", count));
    stats.processesLimit().ifPresent(limit -> pids.addProperty("limit", limit));
    out.add("pids", pids);
    out.add("blkio", pressured(new BlockStats(files).json(), stats.ioPressure()));
    out.add("hugetlb", hugetlb());
    out.add("intel_rdt", new JsonObject());
    out.add("network_interfaces", JsonNull.INSTANCE);
    return out;
  }

  private JsonObject cpu() {
    JsonObject usage = new JsonObject();
    stats.cpuTotal().ifPresent(time -> usage.addProperty("total", time.toNanos()));
    files
        .v1("cpuacct", "cpuacct.usage_percpu")
        .ifPresent(text -> usage.add("percpu", numbers(List.of(text.split("\\s+")))));
    files
        .v1("cpuacct", "cpuacct.usage_all")
        .ifPresent(
            text -> {
              usage.add("percpu_kernel", column(text, 2));
              usage.add("percpu_user", column(text, 1));
            });
    usage.addProperty("kernel", stats.cpuSystem().map(Duration::toNanos).orElse(0L));
    usage.addProperty("user", stats.cpuUser().map(Duration::toNanos).orElse(0L));
    JsonObject cpu = new JsonObject();
    cpu.add("usage", usage);
    cpu.add("throttling", throttling());
    return pressured(cpu, stats.cpuPressure());
  }

  private JsonObject throttling() {
    JsonObject throttling = new JsonObject();
    Map<String, BigInteger> keys = files.keys("cpu", "cpu.stat", "cpu.stat");
    StatsFiles.put(throttling, "periods", Optional.ofNullable(keys.get("nr_periods")));
    StatsFiles.put(
        throttling, "throttledPeriods", stats.throttledPeriods().map(BigInteger::valueOf));
    StatsFiles.put(
        throttling,
        "throttledTime",
        stats.throttledTime().map(Duration::toNanos).map(BigInteger::valueOf));
    return throttling;
  }

  /** Below a line of titles, a line for each processor, which begins with its number. */
  private static JsonArray column(String table, int column) {
    return numbers(
        table
            .lines()
            .skip(1)
            .map(line -> line.split("\\s+"))
            .filter(words -> words.length > column)
            .map(words -> words[column])
            .toList());
  }

  private static JsonArray numbers(List<String> words) {
    JsonArray array = new JsonArray();
    words.stream().flatMap(word -> StatsFiles.number(word).stream()).forEach(array::add);
    return array;
  }

  private JsonObject cpuset() {
    JsonObject out = new JsonObject();
    list("cpus", out);
    for (String name : CPUSET_FLAGS) {
      if (name.equals("mem_hardwall")) {
        list("mems", out);
      }
      String text = files.v1(CPUSET, CPUSET + "." + name).orElse("0");
      out.addProperty(name, text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : 0L);
    }
    return out;
  }

  /** What a list such as {@code 0-2,5} names, one by one. */
  private void list(String name, JsonObject to) {
    JsonArray all = new JsonArray();
    String file = CPUSET + "." + name;
    String text = files.v1(CPUSET, file).or(() -> files.unified(file)).orElse("");
    for (String part : text.split(",")) {
      if (part.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
        String[] ends = part.split("-");
        for (int k = Integer.parseInt(ends[0]); k <= Integer.parseInt(ends[ends.length - 1]); k++) {
          all.add(k);
        }
      }
    }
    if (!all.isEmpty()) {
      to.add(name, all);
    }
  }

  private JsonObject memory() {
    JsonObject memory = new JsonObject();
    Map<String, BigInteger> raw = files.keys("memory", "memory.stat", "memory.stat");
    Optional<BigInteger> cache =
        Optional.ofNullable(raw.get(files.hasUnified("memory.stat") ? "file" : "cache"));
    StatsFiles.put(memory, "cache", cache);
    JsonObject usage = files.memory("memory.", "memory.");
    usage.addProperty("failcnt", Math.max(usage.get("failcnt").getAsLong(), stats.oomKills()));
    memory.add("usage", usage);
    memory.add("swap", files.swap());
    memory.add("kernel", files.memory("", "memory.kmem."));
    memory.add("kernelTCP", files.memory("", "memory.kmem.tcp."));
    if (!raw.isEmpty()) {
      JsonObject all = new JsonObject();
      raw.forEach(all::addProperty);
      memory.add("raw", all);
    }
    return pressured(memory, stats.memoryPressure());
  }

  private JsonObject hugetlb() {
    JsonObject out = new JsonObject();
    for (String size : StatsFiles.hugepageSizes()) {
      String prefix = "hugetlb." + size + ".";
      Optional<String> current = files.unified(prefix + "current");
      Optional<String> v1 = files.v1("hugetlb", prefix + "usage_in_bytes");
      if (current.isEmpty() && v1.isEmpty()) {
        continue;
      }
      JsonObject one = new JsonObject();
      StatsFiles.put(one, "usage", current.or(() -> v1).flatMap(StatsFiles::number));
      StatsFiles.put(
          one,
          "max",
          files.v1("hugetlb", prefix + "max_usage_in_bytes").flatMap(StatsFiles::number));
      BigInteger failures =
          files
              .v1("hugetlb", prefix + "failcnt")
              .flatMap(StatsFiles::number)
              .or(() -> Optional.ofNullable(files.keys("", prefix + "events", "").get("max")))
              .orElse(BigInteger.ZERO);
      one.addProperty("failcnt", failures);
      out.add(size, one);
    }
    return out;
  }

  private static JsonObject pressured(JsonObject to, Optional<Pressure> pressure) {
    pressure.ifPresent(
        psi -> {
          JsonObject out = new JsonObject();
          out.add("some", stall(psi.some()));
          out.add("full", stall(psi.full()));
          to.add("psi", out);
        });
    return to;
  }

  private static JsonObject stall(Pressure.Stall stall) {
    JsonObject out = new JsonObject();
    out.addProperty("avg10", stall.avg10());
    out.addProperty("avg60", stall.avg60());
    out.addProperty("avg300", stall.avg300());
    out.addProperty("total", stall.total().toNanos() / 1000);
    return out;
  }
}
