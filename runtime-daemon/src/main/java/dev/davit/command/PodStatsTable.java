package dev.davit.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.davit.cri.ProtoJson;
import dev.davit.cri.v1.CpuUsage;
import dev.davit.cri.v1.LinuxPodSandboxStats;
import dev.davit.cri.v1.MemoryUsage;
import dev.davit.cri.v1.NetworkInterfaceUsage;
import dev.davit.cri.v1.NetworkUsage;
import dev.davit.cri.v1.PodSandbox;
import dev.davit.cri.v1.PodSandboxAttributes;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.PodSandboxState;
import dev.davit.cri.v1.PodSandboxStats;
import dev.davit.cri.v1.PodSandboxStatsRequest;
import dev.davit.cri.v1.ProcessUsage;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.UInt64Value;
import dev.davit.daemon.DaemonException;
import dev.davit.engine.ByteSize;
import dev.davit.linux.Fd;
import dev.davit.linux.terminal.Terminal;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code davit pod stats}: what pods use, between two looks that are a second apart. */
final class PodStatsTable {

  private static final long ROUND_MS = 1000;
  private static final String NONE = "-";

  private final PodLookup lookup;
  private final List<String> names;
  private final boolean all;

  /**
   * Of these pods.
   *
   * @param names those that are shown, and ready, if empty
   * @param all whether those of detached containers are shown
   */
  PodStatsTable(PodLookup lookup, List<String> names, boolean all) {
    this.lookup = lookup;
    this.names = names;
    this.all = all;
  }

  int print(boolean json, boolean once, PrintStream out) {
    List<PodSandboxStats> before = stats(true);
    if (json) {
      JsonArray array = new JsonArray();
      before.forEach(s -> array.add(JsonParser.parseString(ProtoJson.write(s))));
      out.println(Json.indented(array.toString()));
      return ExitCode.OK;
    }
    boolean live = !once && Terminal.isTerminal(Fd.borrowing(1));
    try {
      do {
        Thread.sleep(ROUND_MS);
        List<PodSandboxStats> now = stats(!live);
        Table table = table(before, now);
        if (live) {
          LiveScreen.show(table::print, out);
        } else {
          table.print(out);
        }
        before = now;
      } while (live && (names.isEmpty() || !before.isEmpty()));
      return ExitCode.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILURE;
    }
  }

  private static Table table(List<PodSandboxStats> before, List<PodSandboxStats> now) {
    Map<String, PodSandboxStats> earlier = new HashMap<>();
    before.forEach(s -> earlier.put(id(s), s));
    Table table = new Table("POD", "CPU", "MEMORY", "PIDS", "RECEIVED / SENT", "CONTAINERS");
    now.forEach(s -> row(table, earlier.getOrDefault(id(s), s), s));
    return table;
  }

  private static String id(PodSandboxStats stats) {
    return stats.attributes().map(PodSandboxAttributes::id).orElse("");
  }

  /** Without what has gone meanwhile, unless each has to be there. */
  private List<PodSandboxStats> stats(boolean strict) {
    List<String> ids =
        names.isEmpty()
            ? lookup.shown(all).stream()
                .filter(p -> p.state() == PodSandboxState.SANDBOX_READY)
                .map(PodSandbox::id)
                .toList()
            : names;
    List<PodSandboxStats> found = new ArrayList<>();
    for (String id : ids) {
      try {
        String pod = names.isEmpty() ? id : lookup.id(id);
        lookup
            .daemon()
            .call(RuntimeService.POD_SANDBOX_STATS, new PodSandboxStatsRequest(pod))
            .stats()
            .ifPresent(found::add);
      } catch (DaemonException e) {
        if (strict && !names.isEmpty()) {
          throw e;
        }
      }
    }
    return found;
  }

  private static void row(Table table, PodSandboxStats before, PodSandboxStats now) {
    Optional<LinuxPodSandboxStats> linux = now.linux();
    Optional<NetworkInterfaceUsage> network =
        linux.flatMap(LinuxPodSandboxStats::network).flatMap(NetworkUsage::defaultInterface);
    table.row(
        now.attributes()
            .flatMap(PodSandboxAttributes::metadata)
            .map(PodSandboxMetadata::name)
            .orElse(NONE),
        percent(before.linux().flatMap(LinuxPodSandboxStats::cpu), linux.flatMap(l -> l.cpu())),
        linux
            .flatMap(LinuxPodSandboxStats::memory)
            .flatMap(MemoryUsage::usageBytes)
            .map(v -> ByteSize.human(v.value()))
            .orElse(NONE),
        linux
            .flatMap(LinuxPodSandboxStats::process)
            .flatMap(ProcessUsage::processCount)
            .map(v -> Long.toString(v.value()))
            .orElse(NONE),
        bytes(network, NetworkInterfaceUsage::rxBytes)
            + " / "
            + bytes(network, NetworkInterfaceUsage::txBytes),
        Integer.toString(linux.map(l -> l.containers().size()).orElse(0)));
  }

  private static String bytes(
      Optional<NetworkInterfaceUsage> network,
      Function<NetworkInterfaceUsage, Optional<UInt64Value>> counter) {
    return network.flatMap(counter).map(v -> ByteSize.human(v.value())).orElse(NONE);
  }

  private static String percent(Optional<CpuUsage> before, Optional<CpuUsage> now) {
    Optional<Long> used =
        now.flatMap(CpuUsage::usageCoreNanoSeconds)
            .flatMap(
                n ->
                    before.flatMap(CpuUsage::usageCoreNanoSeconds).map(b -> n.value() - b.value()));
    long passed =
        now.map(CpuUsage::timestamp).orElse(0L) - before.map(CpuUsage::timestamp).orElse(0L);
    return used.isEmpty() || passed <= 0
        ? NONE
        : String.format(Locale.ROOT, "%.1f%%", 100.0 * Math.max(0, used.get()) / passed);
  }
}
