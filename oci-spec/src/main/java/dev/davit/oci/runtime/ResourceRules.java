package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules of config-linux.md, "Control groups". What a host can enforce is not looked at. */
final class ResourceRules {
  private static final Pattern PAGE_SIZE = Pattern.compile("[1-9][0-9]{0,8}[KMG]B");

  private ResourceRules() {}

  static void check(Resources resources, String path, Problems problems) {
    DeviceRules.rules(resources.devices(), path + ".devices", problems);
    resources.memory().ifPresent(m -> memory(m, path + ".memory", problems));
    resources.cpu().ifPresent(c -> cpu(c, path + ".cpu", problems));
    resources.blockIO().ifPresent(b -> blockIo(b, path + ".blockIO", problems));
    hugepages(resources.hugepageLimits(), path + ".hugepageLimits", problems);
    for (String file : resources.unified().keySet()) {
      if (!Check.isFileName(file) || file.indexOf('.') < 0) {
        problems.add(Problems.field(path + ".unified", file), "no name of a file of a cgroup");
      }
    }
  }

  private static void memory(Memory memory, String path, Problems problems) {
    limit(memory.limit(), path + ".limit", problems);
    limit(memory.reservation(), path + ".reservation", problems);
    limit(memory.swap(), path + ".swap", problems);
    limit(memory.kernel(), path + ".kernel", problems);
    limit(memory.kernelTCP(), path + ".kernelTCP", problems);
    memory.swappiness().ifPresent(s -> Check.range(s, 0, 100, path + ".swappiness", problems));
    long limit = memory.limit().orElse(0L);
    long swap = memory.swap().orElse(0L);
    if (limit > 0 && swap > 0 && swap < limit) {
      problems.add(
          path + ".swap",
          "%d is below the memory limit %d; it counts memory and swap together"
              .formatted(swap, limit));
    }
  }

  private static void limit(Optional<Long> bytes, String path, Problems problems) {
    bytes.ifPresent(b -> Check.range(b, -1, Long.MAX_VALUE, path, problems));
  }

  private static void cpu(Cpu cpu, String path, Problems problems) {
    cpu.cpus().filter(l -> !l.isEmpty()).ifPresent(l -> Check.idList(l, path + ".cpus", problems));
    cpu.mems().filter(l -> !l.isEmpty()).ifPresent(l -> Check.idList(l, path + ".mems", problems));
    cpu.idle().ifPresent(i -> Check.range(i, 0, 1, path + ".idle", problems));
    // tg_set_cfs_bandwidth of the kernel: 1 ms to 1 s; 0 stands for the default
    cpu.period()
        .filter(p -> p != 0)
        .ifPresent(p -> Check.range(p, 1000, 1_000_000, path + ".period", problems));
    cpu.quota()
        .filter(q -> q > 0)
        .ifPresent(q -> Check.range(q, 1000, Long.MAX_VALUE, path + ".quota", problems));
  }

  private static void blockIo(BlockIo io, String path, Problems problems) {
    weight(io.weight(), path + ".weight", problems);
    weight(io.leafWeight(), path + ".leafWeight", problems);
    for (int i = 0; i < io.weightDevice().size(); i++) {
      String element = path + ".weightDevice[" + i + "]";
      WeightDevice device = io.weightDevice().get(i);
      if (device.weight().isEmpty() && device.leafWeight().isEmpty()) {
        problems.add(element, "needs weight or leafWeight");
      }
      weight(device.weight(), element + ".weight", problems);
      weight(device.leafWeight(), element + ".leafWeight", problems);
    }
  }

  private static void weight(Optional<Long> weight, String path, Problems problems) {
    weight.filter(w -> w != 0).ifPresent(w -> Check.range(w, 10, 1000, path, problems));
  }

  private static void hugepages(List<HugepageLimit> limits, String path, Problems problems) {
    Check.distinct(limits, HugepageLimit::pageSize, path, problems);
    for (int i = 0; i < limits.size(); i++) {
      String size = limits.get(i).pageSize();
      if (!PAGE_SIZE.matcher(size).matches()) {
        problems.add(
            path + "[" + i + "].pageSize",
            "%s is not a size like 64KB, 2MB or 1GB".formatted(Problems.quote(size)));
      }
    }
  }
}
