package dev.davit.runtime.cgroup;

import dev.davit.oci.runtime.DeviceRule;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Device rules as an eBPF program of type BPF_PROG_TYPE_CGROUP_DEVICE. Everything is denied that no
 * rule allows, and for each kind of access (read, write, mknod) the last rule that speaks of the
 * device decides, as with the v1 controller.
 *
 * <p>The rules are not walked at run time. What they say of each device is worked out here, and the
 * program is a tree of comparisons: of the type, of the major numbers that rules name, of the minor
 * numbers that they name, with a constant set of allowed kinds of access at each leaf. So the
 * kernel's verifier, which follows every path, is done in a time linear in the number of rules. (A
 * program that walks a hundred rules takes it some forty milliseconds, and a thousand it refuses.)
 */
public final class DeviceProgram {

  // The class, the source and the operation of an instruction, linux/bpf.h and
  // linux/bpf_common.h; those with K take their operand from the instruction.
  private static final int LOAD_WORD = 0x61;
  private static final int AND_K = 0x57;
  private static final int RSH_K = 0x77;
  private static final int MOV_K = 0xb7;
  private static final int MOV_X = 0xbf;
  private static final int JNE_K = 0x55;
  private static final int EXIT = 0x95;

  private static final int RESULT = 0;
  private static final int CONTEXT = 1;
  private static final int WANTED = 2;
  private static final int TYPE = 3;
  private static final int MAJOR = 4;
  private static final int MINOR = 5;

  private record Instruction(int code, int destination, int source, int offset, int value) {}

  private final List<Instruction> instructions = new ArrayList<>();
  private final DeviceTable table;

  private DeviceProgram(DeviceTable table) {
    this.table = table;
  }

  /**
   * The program for a list of rules.
   *
   * @return {@code struct bpf_insn}, one after the other, in this machine's byte order
   * @throws CgroupException if a rule is not one, or there are too many
   */
  public static byte[] of(List<DeviceRule> rules) {
    DeviceProgram program = new DeviceProgram(DeviceTable.of(rules));
    program.loadRequest();
    for (int type : new int[] {DeviceTable.BLOCK, DeviceTable.CHARACTER}) {
      int elsewhere = program.add(JNE_K, TYPE, 0, 0, type);
      program.majors(type);
      program.land(elsewhere);
    }
    program.decide(0);
    return program.bytes();
  }

  /** {@code struct bpf_cgroup_dev_ctx}: access_type, with the type in its lower half; numbers. */
  private void loadRequest() {
    add(LOAD_WORD, WANTED, CONTEXT, 0, 0);
    add(MOV_X, TYPE, WANTED, 0, 0);
    add(AND_K, TYPE, 0, 0, 0xffff);
    add(RSH_K, WANTED, 0, 0, 16);
    add(LOAD_WORD, MAJOR, CONTEXT, 4, 0);
    add(LOAD_WORD, MINOR, CONTEXT, 8, 0);
  }

  private void majors(int type) {
    for (int major : table.majors(type)) {
      int elsewhere = add(JNE_K, MAJOR, 0, 0, major);
      minors(type, OptionalInt.of(major), table.minors(type, major));
      land(elsewhere);
    }
    minors(type, OptionalInt.empty(), table.minorsOfAnyMajor(type));
  }

  /** A minor number whose devices may do what all others may needs no comparison. */
  private void minors(int type, OptionalInt major, Set<Integer> named) {
    int others = table.allowed(type, major, OptionalInt.empty());
    for (int minor : named) {
      int allowed = table.allowed(type, major, OptionalInt.of(minor));
      if (allowed != others) {
        int elsewhere = add(JNE_K, MINOR, 0, 0, minor);
        decide(allowed);
        land(elsewhere);
      }
    }
    decide(others);
  }

  /** Grants what is wanted if all of it is allowed. */
  private void decide(int allowed) {
    if (allowed != 0 && allowed != DeviceTable.ALL_ACCESS) {
      add(AND_K, WANTED, 0, 0, ~allowed);
      int denied = add(JNE_K, WANTED, 0, 0, 0);
      end(true);
      land(denied);
      end(false);
    } else {
      end(allowed != 0);
    }
  }

  private void end(boolean allow) {
    add(MOV_K, RESULT, 0, 0, allow ? 1 : 0);
    add(EXIT, 0, 0, 0, 0);
  }

  private int add(int code, int destination, int source, int offset, int value) {
    instructions.add(new Instruction(code, destination, source, offset, value));
    return instructions.size() - 1;
  }

  /** Makes a jump end here. */
  private void land(int jump) {
    Instruction at = instructions.get(jump);
    int offset = instructions.size() - jump - 1;
    if (offset > Short.MAX_VALUE) {
      throw CgroupException.of("linux.resources.devices: too many rules for one device program");
    }
    instructions.set(jump, new Instruction(at.code, at.destination, at.source, offset, at.value));
  }

  private byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    for (Instruction i : instructions) {
      int low = little ? i.destination : i.source;
      int high = little ? i.source : i.destination;
      ByteBuffer one = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
      one.put((byte) i.code).put((byte) (low | high << 4)).putShort((short) i.offset);
      out.writeBytes(one.putInt(i.value).array());
    }
    return out.toByteArray();
  }
}
