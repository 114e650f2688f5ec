package dev.davit.engine.pod;

import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.oci.DavitException;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.CgroupStats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what pods and containers use. */
final class StatsCollector {

  private final Runtime runtime;
  private final Supplier<ImageStore> images;

  StatsCollector(Runtime runtime, Supplier<ImageStore> images) {
    this.runtime = runtime;
    this.images = images;
  }

  ContainerStats container(PodContainer container) {
    ContainerConfig config = container.record().config();
    Optional<Cgroup> cgroup = container.running() ? cgroup(container.cgroup()) : Optional.empty();
    Instant now = Instant.now();
    Optional<CgroupStats> stats = cgroup.map(Cgroup::stats);
    return new ContainerStats(
        container.id,
        config.metadata(),
        config.labels(),
        config.annotations(),
        stats.flatMap(s -> cpu(s, now)),
        cgroup.flatMap(c -> memory(c, stats.orElseThrow(), now)),
        written(container.id, now),
        stats.flatMap(s -> s.ioPressure()).map(StatsCollector::pressure),
        stats
            .flatMap(CgroupStats::processes)
            .or(() -> cgroup.map(c -> (long) c.processes().size())));
  }

  PodStats pod(Sandbox pod) {
    PodConfig config = pod.record().config();
    Optional<Cgroup> cgroup = pod.ready() ? cgroup(pod.record().cgroup()) : Optional.empty();
    Instant now = Instant.now();
    Optional<CgroupStats> stats = cgroup.map(Cgroup::stats);
    return new PodStats(
        pod.id,
        config.metadata(),
        config.labels(),
        config.annotations(),
        stats.flatMap(s -> cpu(s, now)),
        cgroup.flatMap(c -> memory(c, stats.orElseThrow(), now)),
        pod.pause().map(p -> interfaces(p.pid())).orElse(List.of()),
        cgroup.map(c -> (long) c.processes().size()).orElse(0L),
        stats.flatMap(s -> s.ioPressure()).map(StatsCollector::pressure),
        pod.containers.values().stream().map(this::container).toList());
  }

  private Optional<Cgroup> cgroup(String path) {
    return Optional.of(Cgroup.open(runtime.host().cgroups(), new CgroupPath(path)))
        .filter(Cgroup::exists);
  }

  private static Optional<CpuUsage> cpu(CgroupStats stats, Instant now) {
    return stats
        .cpuTotal()
        .map(Duration::toNanos)
        .map(n -> new CpuUsage(now, n, stats.cpuPressure().map(StatsCollector::pressure)));
  }

  private static PressureStats pressure(dev.davit.runtime.cgroup.Pressure pressure) {
    return new PressureStats(line(pressure.some()), line(pressure.full()));
  }

  private static Pressure line(dev.davit.runtime.cgroup.Pressure.Stall stall) {
    return new Pressure(
        stall.total().toNanos() / 1000, stall.avg10(), stall.avg60(), stall.avg300());
  }

  /** Where no controller counts the memory of a cgroup, its processes are asked. */
  private static Optional<MemoryUsage> memory(Cgroup cgroup, CgroupStats stats, Instant now) {
    Map<String, Long> details = memoryStat(cgroup);
    long resident = resident(cgroup.processes());
    long usage = stats.memoryBytes().orElse(resident);
    long inactive =
        details.getOrDefault("inactive_file", details.getOrDefault("total_inactive_file", 0L));
    return Optional.of(
        new MemoryUsage(
            now,
            usage,
            Math.max(0, usage - inactive),
            details.getOrDefault("anon", details.getOrDefault("total_rss", resident)),
            stats.memoryLimitBytes().map(limit -> Math.max(0, limit - (usage - inactive))),
            details.getOrDefault("pgfault", details.getOrDefault("total_pgfault", 0L)),
            details.getOrDefault("pgmajfault", details.getOrDefault("total_pgmajfault", 0L)),
            number(cgroup, "memory.swap.current").orElse(details.getOrDefault("total_swap", 0L)),
            stats.memoryPressure().map(StatsCollector::pressure)));
  }

  private static Map<String, Long> memoryStat(Cgroup cgroup) {
    Map<String, Long> values = new HashMap<>();
    List<Path> directories = new ArrayList<>(cgroup.v1Directories());
    cgroup.directory().ifPresent(directories::add);
    for (Path directory : directories) {
      text(directory.resolve("memory.stat"))
          .ifPresent(
              text ->
                  text.lines()
                      .map(line -> line.split(" "))
                      .filter(word -> word.length == 2)
                      .forEach(word -> values.putIfAbsent(word[0], Long.parseLong(word[1]))));
    }
    return values;
  }

  private static Optional<Long> number(Cgroup cgroup, String file) {
    return cgroup
        .directory()
        .flatMap(d -> text(d.resolve(file)))
        .map(String::strip)
        .filter(t -> t.matches("[0-9]+"))
        .map(Long::parseLong);
  }

  private static long resident(List<Integer> pids) {
    long total = 0;
    for (int pid : pids) {
      Optional<String> status = text(Path.of("/proc/" + pid + "/status"));
      total +=
          status.stream()
                  .flatMap(String::lines)
                  .filter(line -> line.startsWith("VmRSS:"))
                  .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                  .sum()
              * 1024;
    }
    return total;
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<DiskUsage> written(String id, Instant now) {
    try {
      // removed at this moment, it is not there any more, or what follows fails
      Optional<Path> found = images.get().snapshots().find(id).map(Snapshot::upperdir);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Path upper = found.get();
      long bytes = images.get().snapshots().usageBytes(id);
      try (java.util.stream.Stream<Path> files = Files.walk(upper)) {
        return Optional.of(new DiskUsage(now, upper.toString(), bytes, files.count()));
      }
    } catch (ImageException | IOException | java.io.UncheckedIOException e) {
      // or changing while it is walked
      return Optional.empty();
    } catch (DavitException e) {
      return Optional.empty();
    }
  }

  /** The interfaces of a network namespace, as proc_net_dev(5) of a process in it shows them. */
  private static List<InterfaceUsage> interfaces(int pid) {
    List<InterfaceUsage> all = new ArrayList<>();
    String table = text(Path.of("/proc/" + pid + "/net/dev")).orElse("");
    for (String line : table.lines().skip(2).toList()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).strip();
      String[] word = line.substring(colon + 1).strip().split(" +");
      if (!name.equals("lo")) {
        all.add(
            new InterfaceUsage(
                name,
                Long.parseLong(word[0]),
                Long.parseLong(word[2]),
                Long.parseLong(word[1]),
                Long.parseLong(word[8]),
                Long.parseLong(word[10]),
                Long.parseLong(word[9])));
      }
    }
    return all;
  }
}
