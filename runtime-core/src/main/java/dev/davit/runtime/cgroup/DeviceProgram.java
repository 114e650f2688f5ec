package dev.davit.runtime.cgroup;

import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.DeviceType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Device rules as an eBPF program of type BPF_PROG_TYPE_CGROUP_DEVICE. Everything is denied that no
 * rule allows, and for each kind of access (read, write, mknod) the last rule that speaks of the
 * device decides, as with the v1 controller.
 *
 * <p>The program walks the rules from the last to the first. In register 2 it keeps the kinds of
 * access that are wanted and not allowed yet: a rule that denies one of them ends it, a rule that
 * allows takes those away that it allows, and with none left access is granted.
 */
public final class DeviceProgram {

  /** BPF_DEVCG_ACC_MKNOD, linux/bpf.h. */
  static final int MKNOD = 1;

  /** BPF_DEVCG_ACC_READ. */
  static final int READ = 2;

  /** BPF_DEVCG_ACC_WRITE. */
  static final int WRITE = 4;

  /** BPF_DEVCG_DEV_BLOCK. */
  static final int BLOCK = 1;

  /** BPF_DEVCG_DEV_CHAR. */
  static final int CHARACTER = 2;

  private static final int ALL_ACCESS = MKNOD | READ | WRITE;

  // The class, the source and the operation of an instruction, linux/bpf.h and
  // linux/bpf_common.h; those with K take their operand from the instruction.
  private static final int LOAD_WORD = 0x61;
  private static final int AND_K = 0x57;
  private static final int RSH_K = 0x77;
  private static final int MOV_K = 0xb7;
  private static final int MOV_X = 0xbf;
  private static final int JEQ_K = 0x15;
  private static final int JNE_K = 0x55;
  private static final int EXIT = 0x95;

  private static final int RESULT = 0;
  private static final int CONTEXT = 1;
  private static final int WANTED = 2;
  private static final int TYPE = 3;
  private static final int MAJOR = 4;
  private static final int MINOR = 5;
  private static final int SPARE = 6;

  private record Instruction(int code, int destination, int source, int offset, int value) {}

  private final List<Instruction> instructions = new ArrayList<>();

  private DeviceProgram() {}

  /**
   * The program for a list of rules.
   *
   * @return {@code struct bpf_insn}, one after the other, in this machine's byte order
   * @throws CgroupException if a rule is not one
   */
  public static byte[] of(List<DeviceRule> rules) {
    DeviceProgram program = new DeviceProgram();
    program.loadRequest();
    boolean decided = false;
    for (int i = rules.size() - 1; i >= 0 && !decided; i--) {
      decided = program.rule(rules.get(i), "linux.resources.devices[" + i + "]");
    }
    if (!decided) {
      program.end(false);
    }
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

  /** Returns true if nothing comes past this rule: the verifier refuses what cannot be reached. */
  private boolean rule(DeviceRule rule, String field) {
    int access = access(rule, field);
    int type = type(rule, field);
    List<Integer> jumps = new ArrayList<>();
    if (type != 0) {
      jumps.add(add(JNE_K, TYPE, 0, 0, type));
      number(rule.major(), field + ".major").ifPresent(n -> jumps.add(add(JNE_K, MAJOR, 0, 0, n)));
      number(rule.minor(), field + ".minor").ifPresent(n -> jumps.add(add(JNE_K, MINOR, 0, 0, n)));
    }
    if (access == ALL_ACCESS) {
      end(rule.allow());
    } else if (rule.allow()) {
      add(AND_K, WANTED, 0, 0, ~access);
      jumps.add(add(JNE_K, WANTED, 0, 0, 0));
      end(true);
    } else {
      add(MOV_X, SPARE, WANTED, 0, 0);
      add(AND_K, SPARE, 0, 0, access);
      jumps.add(add(JEQ_K, SPARE, 0, 0, 0));
      end(false);
    }
    jumps.forEach(this::land);
    return jumps.isEmpty();
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

  private static int access(DeviceRule rule, String field) {
    int access = 0;
    for (char c : rule.access().filter(text -> !text.isEmpty()).orElse("rwm").toCharArray()) {
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

  /** Zero for all. */
  private static int type(DeviceRule rule, String field) {
    return switch (rule.type().orElse(DeviceType.ALL)) {
      case ALL -> 0;
      case BLOCK -> BLOCK;
      case CHARACTER, UNBUFFERED -> CHARACTER;
      case FIFO -> throw CgroupException.of(field + ".type: a fifo is no device");
    };
  }

  /** Empty for all, which some callers say with -1. */
  private static Optional<Integer> number(Optional<Long> number, String field) {
    if (number.isEmpty() || number.get() == -1) {
      return Optional.empty();
    }
    if (number.get() < 0 || number.get() > Integer.MAX_VALUE) {
      throw CgroupException.of(field + ": " + number.get() + " is not a device number");
    }
    return Optional.of(number.get().intValue());
  }
}
