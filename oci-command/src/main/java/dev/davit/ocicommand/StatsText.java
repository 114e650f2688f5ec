package dev.davit.ocicommand;

import com.google.gson.JsonObject;
import dev.davit.runtime.cgroup.CgroupStats;
import dev.davit.runtime.cgroup.Pressure;
import java.time.Duration;
import java.util.Optional;

/** What a container uses, in the words of runc's {@code events --stats}. */
final class StatsText {

  private StatsText() {}

  static JsonObject of(CgroupStats stats) {
    JsonObject out = new JsonObject();
    out.add("cpu", cpu(stats));
    out.add("memory", memory(stats));
    JsonObject pids = new JsonObject();
    stats.processes().ifPresent(count -> pids.addProperty("current", count));
    stats.processesLimit().ifPresent(limit -> pids.addProperty("limit", limit));
    out.add("pids", pids);
    out.add("blkio", pressured(new JsonObject(), stats.ioPressure()));
    out.add("hugetlb", new JsonObject());
    return out;
  }

  private static JsonObject cpu(CgroupStats stats) {
    JsonObject usage = new JsonObject();
    stats.cpuTotal().ifPresent(time -> usage.addProperty("total", time.toNanos()));
    stats.cpuSystem().ifPresent(time -> usage.addProperty("kernel", time.toNanos()));
    stats.cpuUser().ifPresent(time -> usage.addProperty("user", time.toNanos()));
    JsonObject throttling = new JsonObject();
    stats.throttledPeriods().ifPresent(count -> throttling.addProperty("throttledPeriods", count));
    stats
        .throttledTime()
        .map(Duration::toNanos)
        .ifPresent(time -> throttling.addProperty("throttledTime", time));
    JsonObject cpu = new JsonObject();
    cpu.add("usage", usage);
    cpu.add("throttling", throttling);
    return pressured(cpu, stats.cpuPressure());
  }

  private static JsonObject memory(CgroupStats stats) {
    JsonObject usage = new JsonObject();
    stats.memoryBytes().ifPresent(bytes -> usage.addProperty("usage", bytes));
    stats.memoryLimitBytes().ifPresent(bytes -> usage.addProperty("limit", bytes));
    stats.memoryPeakBytes().ifPresent(bytes -> usage.addProperty("max", bytes));
    usage.addProperty("failcnt", stats.oomKills());
    JsonObject memory = new JsonObject();
    memory.add("usage", usage);
    return pressured(memory, stats.memoryPressure());
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
