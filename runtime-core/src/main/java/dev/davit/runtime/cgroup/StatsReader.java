package dev.davit.runtime.cgroup;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what a cgroup uses from cgroup v2 and from the v1 hierarchies that it is in. */
final class StatsReader {

  private final CgroupReading reading;
  private final Optional<Path> unified;
  private final Map<String, Path> v1;

  StatsReader(CgroupFilesystem files, Optional<Path> unified, Map<String, Path> v1) {
    this.reading = new CgroupReading(files, unified, v1);
    this.unified = unified;
    this.v1 = v1;
  }

  CgroupStats read() {
    // The core of cgroup v2 counts processor time even where the controller is on v1.
    Map<String, Long> cpu = unifiedKeys("cpu.stat");
    Map<String, Long> v1Cpu = v1Keys("cpu", "cpu.stat");
    return new CgroupStats(
        either("memory", "memory.current", "memory.usage_in_bytes"),
        either("memory", "memory.max", "memory.limit_in_bytes"),
        either("memory", "memory.peak", "memory.max_usage_in_bytes"),
        countedOomKills().orElse(0L),
        either("pids", "pids.current", "pids.current"),
        either("pids", "pids.max", "pids.max"),
        time(cpu, "usage_usec", ChronoUnit.MICROS)
            .or(() -> v1Number("cpuacct", "cpuacct.usage").map(Duration::ofNanos)),
        time(cpu, "user_usec", ChronoUnit.MICROS)
            .or(() -> v1Number("cpuacct", "cpuacct.usage_user").map(Duration::ofNanos)),
        time(cpu, "system_usec", ChronoUnit.MICROS)
            .or(() -> v1Number("cpuacct", "cpuacct.usage_sys").map(Duration::ofNanos)),
        number(cpu, "nr_throttled").or(() -> number(v1Cpu, "nr_throttled")),
        time(cpu, "throttled_usec", ChronoUnit.MICROS)
            .or(() -> time(v1Cpu, "throttled_time", ChronoUnit.NANOS)),
        bytes("rbytes=", "Read"),
        bytes("wbytes=", "Write"),
        pressure("cpu.pressure"),
        pressure("memory.pressure"),
        pressure("io.pressure"));
  }

  Optional<Long> countedOomKills() {
    return number(unifiedKeys("memory.events"), "oom_kill")
        .or(() -> number(v1Keys("memory", "memory.oom_control"), "oom_kill"));
  }

  /**
   * The bytes of all block devices: on v2 a line {@code 8:0 rbytes=1 wbytes=2 …} for each, on v1
   * lines {@code 8:0 Read 1}.
   */
  private Optional<Long> bytes(String unifiedKey, String v1Word) {
    return unified
        .flatMap(dir -> text(dir.resolve("io.stat")))
        .map(text -> sum(text.lines().flatMap(line -> Stream.of(line.split(" "))), unifiedKey))
        .or(
            () ->
                Optional.ofNullable(v1.get("blkio"))
                    .flatMap(dir -> text(dir.resolve("blkio.throttle.io_service_bytes")))
                    .map(
                        text ->
                            sum(
                                text.lines()
                                    .map(line -> line.substring(line.indexOf(' ') + 1))
                                    .map(line -> line.replace(' ', '=')),
                                v1Word + "=")));
  }

  private static long sum(Stream<String> words, String key) {
    return words
        .filter(word -> word.startsWith(key))
        .flatMap(word -> parse(word.substring(key.length())).stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  private Optional<Pressure> pressure(String file) {
    return unified.flatMap(dir -> text(dir.resolve(file))).flatMap(Pressure::parse);
  }

  private Optional<Long> either(String controller, String unifiedFile, String v1File) {
    return unified
        .flatMap(dir -> text(dir.resolve(unifiedFile)))
        .flatMap(StatsReader::parse)
        .or(() -> v1Number(controller, v1File));
  }

  private Optional<Long> v1Number(String controller, String file) {
    return Optional.ofNullable(v1.get(controller))
        .flatMap(dir -> text(dir.resolve(file)))
        .flatMap(StatsReader::parse);
  }

  private Map<String, Long> unifiedKeys(String file) {
    return unified.map(dir -> keys(dir.resolve(file))).orElse(Map.of());
  }

  private Map<String, Long> v1Keys(String controller, String file) {
    return v1.containsKey(controller) ? keys(v1.get(controller).resolve(file)) : Map.of();
  }

  private Map<String, Long> keys(Path file) {
    Map<String, Long> keys = new LinkedHashMap<>();
    text(file)
        .ifPresent(
            text ->
                text.lines()
                    .map(line -> line.split(" "))
                    .filter(words -> words.length == 2)
                    .forEach(words -> parse(words[1]).ifPresent(n -> keys.put(words[0], n))));
    return keys;
  }

  /**
   * The text of a file; empty if there is none, the cgroup went away meanwhile, or the kernel was
   * booted with psi=0.
   */
  private Optional<String> text(Path file) {
    return reading.text(file);
  }

  private static Optional<Long> number(Map<String, Long> keys, String key) {
    return Optional.ofNullable(keys.get(key));
  }

  private static Optional<Duration> time(Map<String, Long> keys, String key, ChronoUnit unit) {
    return number(keys, key).map(value -> Duration.of(value, unit));
  }

  /** A number; {@code max} is none, and so are nineteen digits: v1 says "no limit" with them. */
  private static Optional<Long> parse(String text) {
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }
}
