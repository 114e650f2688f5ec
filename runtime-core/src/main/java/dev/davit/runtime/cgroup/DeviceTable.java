package dev.davit.runtime.cgroup;

import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.DeviceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a list of device rules says of each device. */
final class DeviceTable {

  /** BPF_DEVCG_ACC_MKNOD, linux/bpf.h. */
  static final int MKNOD = 1;

  /** BPF_DEVCG_ACC_READ. */
  static final int READ = 2;

  /** BPF_DEVCG_ACC_WRITE. */
  static final int WRITE = 4;

  /** Every kind of access. */
  static final int ALL_ACCESS = MKNOD | READ | WRITE;

  /** BPF_DEVCG_DEV_BLOCK. */
  static final int BLOCK = 1;

  /** BPF_DEVCG_DEV_CHAR. */
  static final int CHARACTER = 2;

  private static final int ANY_TYPE = 0;

  /** A rule in the kernel's terms; an empty number means every one. */
  private record Row(boolean allow, int type, OptionalInt major, OptionalInt minor, int access) {
    boolean isOf(int asked) {
      return type == ANY_TYPE || type == asked;
    }
  }

  private final List<Row> rows = new ArrayList<>();

  private DeviceTable() {}

  /**
   * Reads the rules.
   *
   * @throws CgroupException if one is not a rule
   */
  static DeviceTable of(List<DeviceRule> rules) {
    DeviceTable table = new DeviceTable();
    for (int i = 0; i < rules.size(); i++) {
      DeviceRule rule = rules.get(i);
      String field = "linux.resources.devices[" + i + "]";
      int type = type(rule, field);
      // A rule for all types is one for all devices, whatever numbers it has.
      boolean numbered = type != ANY_TYPE;
      table.rows.add(
          new Row(
              rule.allow(),
              type,
              number(rule.major().filter(n -> numbered), field + ".major"),
              number(rule.minor().filter(n -> numbered), field + ".minor"),
              access(rule, field)));
    }
    return table;
  }

  /** The major numbers that rules for the type name. */
  Set<Integer> majors(int type) {
    return named(row -> row.isOf(type), Row::major);
  }

  /** The minor numbers that rules for the type and the major number name. */
  Set<Integer> minors(int type, int major) {
    return named(row -> row.isOf(type) && covers(row.major, OptionalInt.of(major)), Row::minor);
  }

  /** The minor numbers that rules for the type and every major number name. */
  Set<Integer> minorsOfAnyMajor(int type) {
    return named(row -> row.isOf(type) && row.major.isEmpty(), Row::minor);
  }

  /**
   * The kinds of access that a device is allowed.
   *
   * @param major empty for those that no rule names
   * @param minor empty for those that no rule names
   */
  int allowed(int type, OptionalInt major, OptionalInt minor) {
    int allowed = 0;
    for (Row row : rows) {
      if (row.isOf(type) && covers(row.major, major) && covers(row.minor, minor)) {
        allowed = row.allow ? allowed | row.access : allowed & ~row.access;
      }
    }
    return allowed;
  }

  private static boolean covers(OptionalInt ofRule, OptionalInt asked) {
    return ofRule.isEmpty() || ofRule.equals(asked);
  }

  private Set<Integer> named(Predicate<Row> rule, Function<Row, OptionalInt> number) {
    Set<Integer> numbers = new TreeSet<>();
    rows.stream().filter(rule).map(number).forEach(n -> n.ifPresent(numbers::add));
    return numbers;
  }

  private static int access(DeviceRule rule, String field) {
    int access = 0;
    for (char c : rule.kinds().toCharArray()) {
      access |=
          switch (c) {
            case 'r' -> READ;
            case 'w' -> WRITE;
            case 'm' -> MKNOD;
            default ->
                throw CgroupException.of(field + ".access: '" + c + "' is none of r, w and m");
          };
    }
    return access;
  }

  private static int type(DeviceRule rule, String field) {
    return switch (rule.type().orElse(DeviceType.ALL)) {
      case ALL -> ANY_TYPE;
      case BLOCK -> BLOCK;
      case CHARACTER, UNBUFFERED -> CHARACTER;
      case FIFO -> throw CgroupException.of(field + ".type: a fifo is no device");
    };
  }

  /** Empty for all, which some callers say with -1. */
  private static OptionalInt number(Optional<Long> number, String field) {
    if (number.isEmpty() || number.get() == -1) {
      return OptionalInt.empty();
    }
    if (number.get() < 0 || number.get() > Integer.MAX_VALUE) {
      throw CgroupException.of(field + ": " + number.get() + " is not a device number");
    }
    return OptionalInt.of(number.get().intValue());
  }
}
