package dev.davit.ocicommand;

import com.google.gson.JsonObject;
import dev.davit.runtime.cgroup.CgroupReading;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The numbers in the files of a cgroup, of cgroup v2 or, where that has none, of a v1 controller.
 */
final class StatsFiles {

  /** What "no limit" is, as a number: the largest of 64 bits. */
  private static final BigInteger UNLIMITED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private static final Path HUGEPAGES = Path.of("/sys/kernel/mm/hugepages");

  private final CgroupReading reading;

  StatsFiles(CgroupReading reading) {
    this.reading = reading;
  }

  Optional<String> unified(String file) {
    return reading.unified(file);
  }

  boolean hasUnified(String file) {
    return reading.unified(file).isPresent();
  }

  Optional<String> v1(String controller, String file) {
    return reading.v1(controller, file);
  }

  /** Lines of a name and a number. */
  Map<String, BigInteger> keys(String controller, String unifiedFile, String v1File) {
    Map<String, BigInteger> keys = new TreeMap<>();
    Optional<String> text =
        controller.isEmpty()
            ? unified(unifiedFile)
            : v1(controller, v1File).or(() -> unified(unifiedFile));
    text.orElse("")
        .lines()
        .map(line -> line.split(" "))
        .filter(words -> words.length == 2)
        .forEach(words -> number(words[1]).ifPresent(value -> keys.put(words[0], value)));
    return keys;
  }

  /**
   * Limit, use, most ever used and failures of one kind of memory; zeros for what nobody counts.
   *
   * @param prefix of the files of cgroup v2; empty if it does not count this kind
   * @param v1Prefix of the files of v1
   */
  JsonObject memory(String prefix, String v1Prefix) {
    Optional<BigInteger> current = ofUnified(prefix, "current");
    boolean v2 = current.isPresent();
    Optional<BigInteger> most =
        v2 ? ofUnified(prefix, "peak") : ofV1(v1Prefix, "max_usage_in_bytes");
    return entry(
        v2 ? ofUnified(prefix, "max") : ofV1(v1Prefix, "limit_in_bytes"),
        v2 ? current : ofV1(v1Prefix, "usage_in_bytes"),
        most,
        v2 ? Optional.empty() : ofV1(v1Prefix, "failcnt"));
  }

  /** With memory, as v1 counts it. */
  JsonObject swap() {
    Optional<BigInteger> current = ofUnified("memory.swap.", "current");
    if (current.isEmpty()) {
      return memory("", "memory.memsw.");
    }
    BigInteger limit = ofUnified("memory.swap.", "max").orElse(UNLIMITED);
    BigInteger memory = ofUnified("memory.", "max").orElse(UNLIMITED);
    boolean limited = !limit.equals(UNLIMITED) && !memory.equals(UNLIMITED);
    return entry(
        Optional.of(limited ? limit.add(memory) : limit),
        current.map(bytes -> bytes.add(ofUnified("memory.", "current").orElse(BigInteger.ZERO))),
        ofUnified("memory.swap.", "peak"),
        Optional.empty());
  }

  private static JsonObject entry(
      Optional<BigInteger> limit,
      Optional<BigInteger> usage,
      Optional<BigInteger> most,
      Optional<BigInteger> failures) {
    JsonObject out = new JsonObject();
    out.addProperty("limit", limit.orElse(BigInteger.ZERO));
    put(out, "usage", usage);
    put(out, "max", most);
    out.addProperty("failcnt", failures.orElse(BigInteger.ZERO));
    return out;
  }

  private Optional<BigInteger> ofUnified(String prefix, String name) {
    return prefix.isEmpty()
        ? Optional.empty()
        : unified(prefix + name)
            .flatMap(text -> text.equals("max") ? Optional.of(UNLIMITED) : number(text));
  }

  private Optional<BigInteger> ofV1(String prefix, String name) {
    return v1("memory", prefix + name).flatMap(StatsFiles::number);
  }

  /** The sizes of huge pages, as cgroups name them, such as {@code 2MB}. */
  static List<String> hugepageSizes() {
    String[] names = HUGEPAGES.toFile().list();
    return Arrays.stream(names == null ? new String[0] : names)
        .filter(name -> name.matches("hugepages-[0-9]{1,12}kB"))
        .map(name -> size(Long.parseLong(name.replaceAll("[^0-9]", ""))))
        .sorted()
        .toList();
  }

  private static String size(long kib) {
    long mib = kib >> 10;
    return kib < 1024 ? kib + "KB" : mib < 1024 ? mib + "MB" : (mib >> 10) + "GB";
  }

  /** A number without a sign; empty for anything else. */
  static Optional<BigInteger> number(String text) {
    return text.matches("[0-9]{1,20}") ? Optional.of(new BigInteger(text)) : Optional.empty();
  }

  /** Adds a number, unless it is zero. */
  static void put(JsonObject to, String name, Optional<BigInteger> value) {
    value.filter(number -> number.signum() > 0).ifPresent(number -> to.addProperty(name, number));
  }
}
