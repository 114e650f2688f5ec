package dev.davit.nativetest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is asked of a container, in terms that every runtime understands. */
record Ask(
    List<String> command,
    Optional<Long> memoryBytes,
    Optional<Double> cpus,
    Optional<Long> pids,
    Optional<String> hostname,
    boolean readOnly,
    List<String> binds) {

  /** Runs this script with the container's own shell. */
  static Ask sh(String script) {
    return command("/bin/sh", "-c", script);
  }

  static Ask command(String... command) {
    return new Ask(
        List.of(command),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        List.of());
  }

  Ask memory(long bytes) {
    return new Ask(command, Optional.of(bytes), cpus, pids, hostname, readOnly, binds);
  }

  Ask cpus(double n) {
    return new Ask(command, memoryBytes, Optional.of(n), pids, hostname, readOnly, binds);
  }

  Ask pids(long n) {
    return new Ask(command, memoryBytes, cpus, Optional.of(n), hostname, readOnly, binds);
  }

  Ask hostname(String name) {
    return new Ask(command, memoryBytes, cpus, pids, Optional.of(name), readOnly, binds);
  }

  Ask onReadOnlyRoot() {
    return new Ask(command, memoryBytes, cpus, pids, hostname, true, binds);
  }

  /** Binds {@code SRC:DST} or {@code SRC:DST:ro}. */
  Ask bind(String bind) {
    return new Ask(
        command,
        memoryBytes,
        cpus,
        pids,
        hostname,
        readOnly,
        Stream.concat(binds.stream(), Stream.of(bind)).toList());
  }
}
