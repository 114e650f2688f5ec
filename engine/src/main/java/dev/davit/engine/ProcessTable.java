package dev.davit.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what proc(5) says about processes. */
final class ProcessTable {

  private static final Path PROC = Path.of("/proc");

  /** What {@code stat} counts time in: USER_HZ, 100 on every machine that Linux has left. */
  private static final int TICK_MS = 10;

  /** In {@code stat} after the name in parentheses, which begins with field 3, the state. */
  private static final int UTIME = 14 - 3;

  private static final int STIME = 15 - 3;

  private ProcessTable() {}

  /** Those of these that still exist. */
  static List<ContainerProcess> read(List<Integer> pids) {
    List<ContainerProcess> processes = new ArrayList<>();
    for (int pid : pids) {
      try {
        processes.add(read(PROC.resolve(Integer.toString(pid)), pid));
      } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
        // It has ended meanwhile: its files are gone, or cannot be read to their end.
        continue;
      }
    }
    return processes;
  }

  /** Reads one. */
  static ContainerProcess read(Path directory, int pid) throws IOException {
    Map<String, String> status = status(text(directory.resolve("status")));
    String stat = text(directory.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    String[] numbers = status.getOrDefault("NSpid", Integer.toString(pid)).split("\\s+");
    return new ContainerProcess(
        pid,
        Integer.parseInt(numbers[numbers.length - 1]),
        Integer.parseInt(status.get("PPid")),
        Long.parseLong(status.get("Uid").split("\\s+")[1]),
        fields[0].charAt(0),
        Integer.parseInt(status.get("Threads")),
        Optional.ofNullable(status.get("VmRSS")).map(ProcessTable::kib).orElse(0L) * 1024,
        Duration.ofMillis(ticks * TICK_MS),
        command(directory, status.get("Name")));
  }

  private static long kib(String text) {
    return Long.parseLong(text.substring(0, text.indexOf(' ')));
  }

  private static List<String> command(Path directory, String name) throws IOException {
    String line = Files.readString(directory.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    if (line.isEmpty()) {
      return List.of("[" + name + "]");
    }
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1)).stream()
        .limit(line.chars().filter(c -> c == 0).count())
        .toList();
  }

  private static Map<String, String> status(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return fields;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
