package dev.davit.runtime.cgroup;

import static dev.davit.runtime.cgroup.DeviceTable.BLOCK;
import static dev.davit.runtime.cgroup.DeviceTable.CHARACTER;
import static dev.davit.runtime.cgroup.DeviceTable.MKNOD;
import static dev.davit.runtime.cgroup.DeviceTable.READ;
import static dev.davit.runtime.cgroup.DeviceTable.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.DeviceType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs the programs in an interpreter of the few instructions that they are made of. */
class DeviceProgramTest {

  private static final long SEED = 20;

  private static DeviceRule rule(boolean allow, DeviceType type, long a, long b, String access) {
    return new DeviceRule(
        allow,
        Optional.ofNullable(type),
        a < 0 ? Optional.empty() : Optional.of(a),
        b < 0 ? Optional.empty() : Optional.of(b),
        Optional.ofNullable(access),
        Map.of());
  }

  private static boolean allows(
      List<DeviceRule> rules, int type, int major, int minor, int access) {
    return run(DeviceProgram.of(rules), new int[] {access << 16 | type, major, minor}) == 1;
  }

  private static long run(byte[] program, int[] context) {
    ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
    long[] registers = new long[11];
    int at = 0;
    while (true) {
      int opcode = code.get(at * 8) & 0xff;
      int destination = code.get(at * 8 + 1) & 0xf;
      int source = code.get(at * 8 + 1) >> 4 & 0xf;
      int offset = code.getShort(at * 8 + 2);
      long value = code.getInt(at * 8 + 4);
      at++;
      switch (opcode) {
        case 0x61 -> registers[destination] = Integer.toUnsignedLong(context[offset / 4]);
        case 0x57 -> registers[destination] &= value;
        case 0x77 -> registers[destination] >>>= value;
        case 0xb7 -> registers[destination] = value;
        case 0xbf -> registers[destination] = registers[source];
        case 0x55 -> at += registers[destination] != value ? offset : 0;
        case 0x95 -> {
          return registers[0];
        }
        default -> throw new AssertionError("opcode " + opcode + " at " + (at - 1));
      }
    }
  }

  /** The rules as the specification tells them: per kind of access, the last that matches. */
  private static boolean expected(
      List<DeviceRule> rules, int type, int major, int minor, int access) {
    for (int bit : new int[] {MKNOD, READ, WRITE}) {
      boolean allowed = false;
      for (DeviceRule rule : rules) {
        String letters = rule.access().orElse("rwm");
        boolean speaks = letters.indexOf(bit == MKNOD ? 'm' : bit == READ ? 'r' : 'w') >= 0;
        boolean all = rule.type().orElse(DeviceType.ALL) == DeviceType.ALL;
        boolean sameType = all || (rule.type().get() == DeviceType.BLOCK) == (type == BLOCK);
        boolean sameNumbers =
            all
                || rule.major().map(n -> n == major).orElse(true)
                    && rule.minor().map(n -> n == minor).orElse(true);
        if (speaks && sameType && sameNumbers) {
          allowed = rule.allow();
        }
      }
      if ((access & bit) != 0 && !allowed) {
        return false;
      }
    }
    return true;
  }

  @Test
  void deniesWhatNoRuleAllows() {
    assertFalse(allows(List.of(), CHARACTER, 1, 3, READ));
    assertFalse(allows(List.of(DeviceRule.denyAll()), CHARACTER, 1, 3, READ));
  }

  @Test
  void letsTheLastRuleWin() {
    List<DeviceRule> rules =
        List.of(
            DeviceRule.denyAll(),
            rule(true, DeviceType.CHARACTER, 1, -1, "rw"),
            rule(false, DeviceType.CHARACTER, 1, 5, "w"));
    assertTrue(allows(rules, CHARACTER, 1, 3, READ | WRITE));
    assertTrue(allows(rules, CHARACTER, 1, 5, READ));
    assertFalse(allows(rules, CHARACTER, 1, 5, READ | WRITE));
    assertFalse(allows(rules, CHARACTER, 1, 3, MKNOD));
    assertFalse(allows(rules, BLOCK, 1, 3, READ));
  }

  @Test
  void addsUpWhatSeveralRulesAllow() {
    List<DeviceRule> rules =
        List.of(rule(true, DeviceType.BLOCK, 8, 0, "r"), rule(true, DeviceType.BLOCK, 8, 0, "w"));
    assertTrue(allows(rules, BLOCK, 8, 0, READ | WRITE));
    assertFalse(allows(rules, BLOCK, 8, 0, READ | WRITE | MKNOD));
  }

  @Test
  void agreesWithThePlainReadingOfTheRulesForManyLists() {
    Random random = new Random(SEED);
    DeviceType[] types = {null, DeviceType.ALL, DeviceType.BLOCK, DeviceType.CHARACTER};
    String[] accesses = {null, "r", "w", "m", "rw", "rm", "wm", "rwm"};
    for (int n = 0; n < 3000; n++) {
      List<DeviceRule> rules = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        rules.add(
            rule(
                random.nextBoolean(),
                types[random.nextInt(types.length)],
                random.nextInt(3) - 1,
                random.nextInt(3) - 1,
                accesses[random.nextInt(accesses.length)]));
      }
      for (int access = 1; access < 8; access++) {
        int type = 1 + random.nextInt(2);
        int major = random.nextInt(2);
        int minor = random.nextInt(2);
        assertEquals(
            expected(rules, type, major, minor, access),
            allows(rules, type, major, minor, access),
            rules + " for " + type + " " + major + ":" + minor + " " + access);
      }
    }
  }

  @Test
  void comparesOnlyWhatMakesADifference() {
    List<DeviceRule> rules = new ArrayList<>(List.of(DeviceRule.denyAll()));
    int none = DeviceProgram.of(rules).length;
    for (int minor = 0; minor < 10; minor++) {
      rules.add(rule(true, DeviceType.CHARACTER, 1, minor, "r"));
    }
    assertTrue(DeviceProgram.of(rules).length > none);
    rules.add(rule(true, DeviceType.CHARACTER, 1, -1, "rw"));
    List<DeviceRule> one =
        List.of(DeviceRule.denyAll(), rule(true, DeviceType.CHARACTER, 1, -1, "rw"));
    assertEquals(DeviceProgram.of(one).length, DeviceProgram.of(rules).length);
  }

  @Test
  void refusesMoreRulesThanAJumpCanSkip() {
    List<DeviceRule> rules = new ArrayList<>();
    for (int minor = 0; minor < 10_000; minor++) {
      rules.add(rule(true, DeviceType.CHARACTER, 1, minor, "r"));
    }
    CgroupException e = assertThrows(CgroupException.class, () -> DeviceProgram.of(rules));
    assertEquals("linux.resources.devices: too many rules for one device program", e.getMessage());
  }

  @Test
  void saysWhichRuleIsNone() {
    List<DeviceRule> rules = List.of(DeviceRule.denyAll(), rule(true, null, -1, -1, "rx"));
    CgroupException e = assertThrows(CgroupException.class, () -> DeviceProgram.of(rules));
    assertEquals("linux.resources.devices[1].access: 'x' is none of r, w and m", e.getMessage());
  }
}
