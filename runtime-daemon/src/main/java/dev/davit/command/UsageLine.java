package dev.davit.command;

import com.google.gson.stream.JsonWriter;
import dev.davit.engine.ByteSize;
import dev.davit.engine.ContainerHandle;
import dev.davit.engine.ContainerUsage;
import dev.davit.runtime.cgroup.CgroupStats;
import dev.davit.runtime.cgroup.Pressure;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a container uses, as a line of a table and as an object.
 *
 * @param id of the container
 * @param name what people call it
 * @param cpuPercent of one processor; empty of one that has just begun
 * @param usage now
 */
record UsageLine(String id, String name, Optional<Double> cpuPercent, ContainerUsage usage) {

  private static final String NONE = "-";

  /** Between two readings, of which the earlier one may be null. */
  static UsageLine of(ContainerHandle container, ContainerUsage earlier, ContainerUsage now) {
    return new UsageLine(
        container.id(),
        container.name(),
        Optional.ofNullable(earlier).flatMap(now::cpuPercentSince),
        now);
  }

  /** Prints a table. */
  static void print(List<UsageLine> lines, PrintStream out) {
    Table table =
        new Table(
            "CONTAINER",
            "CPU",
            "MEMORY / LIMIT",
            "PIDS",
            "READ / WRITTEN",
            "WAITING CPU / MEMORY / DISK");
    for (UsageLine line : lines) {
      CgroupStats counters = line.usage.counters();
      table.row(
          line.name,
          line.cpuPercent.map(p -> String.format(Locale.ROOT, "%.1f%%", p)).orElse(NONE),
          ByteSize.human(line.usage.memoryBytes()) + " / " + size(counters.memoryLimitBytes()),
          line.usage.tasks() + counters.processesLimit().map(l -> " / " + l).orElse(""),
          size(counters.readBytes()) + " / " + size(counters.writtenBytes()),
          waiting(counters.cpuPressure())
              + " / "
              + waiting(counters.memoryPressure())
              + " / "
              + waiting(counters.ioPressure()));
    }
    table.print(out);
  }

  private static String size(Optional<Long> bytes) {
    return bytes.map(ByteSize::human).orElse(NONE);
  }

  private static String waiting(Optional<Pressure> pressure) {
    return pressure.map(p -> String.format(Locale.ROOT, "%.1f%%", p.some().avg10())).orElse(NONE);
  }

  /** Prints an array of objects; what nobody counts is left out. */
  static void writeAll(List<UsageLine> lines, PrintStream out) {
    Json.print(
        out,
        writer -> {
          writer.beginArray();
          for (UsageLine line : lines) {
            line.write(writer);
          }
          writer.endArray();
        });
  }

  private void write(JsonWriter writer) throws IOException {
    CgroupStats counters = usage.counters();
    writer.beginObject();
    writer.name("id").value(id);
    writer.name("name").value(name);
    writer.name("time").value(usage.time().toString());
    if (cpuPercent.isPresent()) {
      writer.name("cpuPercent").value(Math.round(cpuPercent.get() * 100) / 100.0);
    }
    writer.name("cpuTimeNanos").value(usage.cpuTime().toNanos());
    writer.name("memoryBytes").value(usage.memoryBytes());
    number(writer, "memoryLimitBytes", counters.memoryLimitBytes());
    number(writer, "memoryPeakBytes", counters.memoryPeakBytes());
    writer.name("oomKills").value(counters.oomKills());
    writer.name("pids").value(usage.tasks());
    number(writer, "pidsLimit", counters.processesLimit());
    number(writer, "readBytes", counters.readBytes());
    number(writer, "writtenBytes", counters.writtenBytes());
    pressure(writer, "cpuPressure", counters.cpuPressure());
    pressure(writer, "memoryPressure", counters.memoryPressure());
    pressure(writer, "ioPressure", counters.ioPressure());
    writer.endObject();
  }

  private static void number(JsonWriter writer, String name, Optional<Long> value)
      throws IOException {
    if (value.isPresent()) {
      writer.name(name).value(value.get());
    }
  }

  private static void pressure(JsonWriter writer, String name, Optional<Pressure> pressure)
      throws IOException {
    if (pressure.isPresent()) {
      writer.name(name).beginObject();
      stall(writer.name("some"), pressure.get().some());
      stall(writer.name("full"), pressure.get().full());
      writer.endObject();
    }
  }

  private static void stall(JsonWriter writer, Pressure.Stall stall) throws IOException {
    writer.beginObject();
    writer.name("avg10").value(stall.avg10());
    writer.name("avg60").value(stall.avg60());
    writer.name("avg300").value(stall.avg300());
    writer.name("totalNanos").value(stall.total().toNanos());
    writer.endObject();
  }
}
