package dev.davit.ocicommand;

import dev.davit.linux.IoFailure;
import dev.davit.oci.json.Json;
import dev.davit.oci.runtime.BlockIo;
import dev.davit.oci.runtime.Cpu;
import dev.davit.oci.runtime.Memory;
import dev.davit.oci.runtime.Pids;
import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.Runtime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code update}: changes the limits of a container that runs. */
final class UpdateVerb implements Verb {

  @Override
  public OptionTable options() {
    return new OptionTable()
        .values(
            "resources,r",
            "blkio-weight",
            "cpu-period",
            "cpu-quota",
            "cpu-burst",
            "cpu-share",
            "cpu-rt-period",
            "cpu-rt-runtime",
            "cpuset-cpus",
            "cpuset-mems",
            "cpu-idle",
            "kernel-memory",
            "kernel-memory-tcp",
            "memory",
            "memory-reservation",
            "memory-swap",
            "pids-limit",
            "l3-cache-schema",
            "mem-bw-schema");
  }

  @Override
  public int run(Invocation call) {
    call.atMost(1);
    Options options = call.options();
    for (String name : List.of("kernel-memory", "kernel-memory-tcp")) {
      if (options.last(name).isPresent()) {
        call.log().warning("--" + name + ": ignored, no kernel has this limit any more");
      }
    }
    Resources resources =
        options.last("resources").map(UpdateVerb::read).orElseGet(() -> fromOptions(options));
    Runtime runtime = call.runtime();
    runtime.update(call.id(), resources);
    Optional<String> caches = options.last("l3-cache-schema").filter(text -> !text.isEmpty());
    Optional<String> bandwidth = options.last("mem-bw-schema").filter(text -> !text.isEmpty());
    if (caches.isPresent() || bandwidth.isPresent()) {
      runtime.updateRdt(call.id(), caches, bandwidth);
    }
    return 0;
  }

  private static Resources read(String file) {
    try {
      byte[] text = file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
      return Json.parse(Resources.class, "resources", new String(text, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandFailure("resources " + file + ": cannot be read: " + IoFailure.reason(e));
    }
  }

  private static Resources fromOptions(Options options) {
    Resources resources = Resources.empty().withMemory(memory(options)).withCpu(cpu(options));
    Optional<Long> pids = options.number("pids-limit").filter(value -> value != 0);
    if (pids.isPresent()) {
      resources = resources.withPids(Pids.of(pids.get()));
    }
    Optional<Long> weight = options.number("blkio-weight").filter(value -> value != 0);
    if (weight.isPresent()) {
      resources =
          resources.withBlockIO(
              new BlockIo(
                  weight,
                  Optional.empty(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  Map.of()));
    }
    return resources;
  }

  private static Memory memory(Options options) {
    Memory none = Memory.empty();
    return new Memory(
        bytes(options, "memory"),
        bytes(options, "memory-reservation"),
        bytes(options, "memory-swap"),
        Optional.empty(),
        Optional.empty(),
        none.swappiness(),
        none.disableOOMKiller(),
        none.useHierarchy(),
        none.checkBeforeUpdate(),
        Map.of());
  }

  private static Cpu cpu(Options options) {
    return new Cpu(
        options.number("cpu-share").filter(value -> value != 0),
        options.number("cpu-quota"),
        options.number("cpu-burst"),
        options.number("cpu-period").filter(value -> value != 0),
        options.number("cpu-rt-runtime"),
        options.number("cpu-rt-period").filter(value -> value != 0),
        options.last("cpuset-cpus").filter(text -> !text.isEmpty()),
        options.last("cpuset-mems").filter(text -> !text.isEmpty()),
        options.number("cpu-idle"),
        Map.of());
  }

  /** Bytes, with one of the suffixes b, k, m, g and t; -1 for no limit. */
  private static Optional<Long> bytes(Options options, String name) {
    return options.last(name).filter(text -> !text.isEmpty()).map(text -> bytes(name, text));
  }

  private static long bytes(String name, String text) {
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    int suffix = "bkmgt".indexOf(lower.charAt(lower.length() - 1));
    String digits = suffix < 0 ? lower : lower.substring(0, lower.length() - 1);
    try {
      return Math.multiplyExact(Long.parseLong(digits), 1L << (10 * Math.max(0, suffix)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new CommandFailure("invalid value for " + name + ": " + text);
    }
  }
}
