package dev.davit.ocicommand;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a container reads from and writes to block devices, device by device. */
final class BlockStats {

  private static final String BYTES = "ioServiceBytesRecursive";
  private static final String OPERATIONS = "ioServicedRecursive";

  /** Of a line of {@code io.stat}: which list, and which operation. */
  private static final Map<String, List<String>> UNIFIED =
      Map.of(
          "rbytes", List.of(BYTES, "Read"),
          "wbytes", List.of(BYTES, "Write"),
          "dbytes", List.of(BYTES, "Discard"),
          "rios", List.of(OPERATIONS, "Read"),
          "wios", List.of(OPERATIONS, "Write"),
          "dios", List.of(OPERATIONS, "Discard"));

  /** The files of v1, of which the first that says something counts. */
  private static final Map<String, List<String>> V1 =
      Map.of(
          BYTES,
          List.of(
              "blkio.bfq.io_service_bytes_recursive",
              "blkio.throttle.io_service_bytes_recursive",
              "blkio.throttle.io_service_bytes"),
          OPERATIONS,
          List.of(
              "blkio.bfq.io_serviced_recursive",
              "blkio.throttle.io_serviced_recursive",
              "blkio.throttle.io_serviced"));

  private final StatsFiles files;

  BlockStats(StatsFiles files) {
    this.files = files;
  }

  /** Lists without entries are left out. */
  JsonObject json() {
    JsonObject out = new JsonObject();
    for (String name : List.of(BYTES, OPERATIONS)) {
      JsonArray entries = files.hasUnified("io.stat") ? unified(name) : v1(name);
      if (!entries.isEmpty()) {
        out.add(name, entries);
      }
    }
    return out;
  }

  private JsonArray unified(String name) {
    JsonArray entries = new JsonArray();
    for (String line : files.unified("io.stat").orElse("").lines().toList()) {
      String[] words = line.split(" ");
      for (int k = 1; k < words.length; k++) {
        String[] pair = words[k].split("=");
        List<String> meaning = UNIFIED.getOrDefault(pair[0], List.of("", ""));
        if (pair.length == 2 && meaning.get(0).equals(name)) {
          add(words[0], meaning.get(1), pair[1], entries);
        }
      }
    }
    return entries;
  }

  private JsonArray v1(String name) {
    for (String file : V1.get(name)) {
      JsonArray entries = new JsonArray();
      for (String line : files.v1("blkio", file).orElse("").lines().toList()) {
        String[] words = line.split(" ");
        if (words.length == 3) {
          add(words[0], words[1], words[2], entries);
        }
      }
      if (!entries.isEmpty()) {
        return entries;
      }
    }
    return new JsonArray();
  }

  private static void add(String device, String operation, String value, JsonArray to) {
    String[] number = device.split(":");
    Optional<BigInteger> amount = StatsFiles.number(value);
    if (number.length == 2 && amount.isPresent()) {
      JsonObject entry = new JsonObject();
      StatsFiles.put(entry, "major", StatsFiles.number(number[0]));
      StatsFiles.put(entry, "minor", StatsFiles.number(number[1]));
      entry.addProperty("op", operation);
      StatsFiles.put(entry, "value", amount);
      to.add(entry);
    }
  }
}
