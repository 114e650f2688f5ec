package dev.davit.linux.bpf;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs of type BPF_PROG_TYPE_CGROUP_DEVICE, which decide about mknod(2) and open(2) of device
 * nodes by the processes of a cgroup v2 and of those below it.
 *
 * <p>A program that is attached stays in force without anybody holding a descriptor, until it is
 * detached or the cgroup is removed. Loading needs CAP_BPF or CAP_SYS_ADMIN, attaching
 * CAP_NET_ADMIN or CAP_SYS_ADMIN.
 */
public final class CgroupDevicePrograms {

  /** The size of one instruction in bytes. */
  public static final int INSTRUCTION_SIZE = 8;

  private static final int BPF_PROG_LOAD = 5;
  private static final int BPF_PROG_ATTACH = 8;
  private static final int BPF_PROG_DETACH = 9;
  private static final int BPF_PROG_GET_FD_BY_ID = 13;
  private static final int BPF_PROG_QUERY = 16;

  private static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;
  private static final int BPF_CGROUP_DEVICE = 6;
  private static final int BPF_F_ALLOW_MULTI = 2;

  // The attributes up to prog_name, and up to the end of the others; older kernels take no more.
  private static final int LOAD_SIZE = 64;
  private static final int ATTACH_SIZE = 16;
  private static final int QUERY_SIZE = 32;
  private static final int NAME_OFFSET = 48;
  private static final int NAME_MAX = 15;

  /** The kernel attaches at most so many programs of one type to one cgroup. */
  private static final int PROGRAMS_MAX = 64;

  private CgroupDevicePrograms() {}

  /**
   * Loads a program.
   *
   * @param instructions {@code struct bpf_insn}, one after the other, in the machine's byte order
   * @param name what bpftool(8) shows: letters, digits, dots and underscores, cut to 15 characters
   * @return a descriptor of the program, which the caller owns
   * @throws ErrnoException EINVAL or EACCES when the kernel's verifier rejects it
   */
  public static Fd load(byte[] instructions, String name) throws ErrnoException {
    int count = instructions.length / INSTRUCTION_SIZE;
    long result;
    try (Scratch scratch = Scratch.open(instructions.length)) {
      long attributes = scratch.zeroed(LOAD_SIZE);
      scratch.putInt(attributes, BPF_PROG_TYPE_CGROUP_DEVICE);
      scratch.putInt(attributes + 4, count);
      scratch.putLong(attributes + 8, scratch.bytes(instructions, 0, instructions.length));
      scratch.putLong(attributes + 16, scratch.string(bytes("Apache-2.0")));
      byte[] shown = bytes(name.substring(0, Math.min(name.length(), NAME_MAX)));
      scratch.view(attributes + NAME_OFFSET, shown.length).put(shown);
      result = Kernel.call(Syscall.BPF, BPF_PROG_LOAD, attributes, LOAD_SIZE);
    }
    if (result < 0) {
      throw CallText.of("bpf")
          .raw("BPF_PROG_LOAD")
          .raw("{prog_type=BPF_PROG_TYPE_CGROUP_DEVICE, insn_cnt=" + count + "}")
          .number(LOAD_SIZE)
          .failed(result);
    }
    return Fd.owning((int) result);
  }

  /**
   * Attaches a program to a cgroup, beside those that are attached already: what one of them denies
   * is denied.
   *
   * @param cgroup a directory of a cgroup v2 hierarchy
   */
  public static void attach(Fd cgroup, Fd program) throws ErrnoException {
    change(BPF_PROG_ATTACH, "BPF_PROG_ATTACH", cgroup, program, BPF_F_ALLOW_MULTI);
  }

  /** Detaches a program from a cgroup; ENOENT when it is not attached. */
  public static void detach(Fd cgroup, Fd program) throws ErrnoException {
    change(BPF_PROG_DETACH, "BPF_PROG_DETACH", cgroup, program, 0);
  }

  private static void change(int command, String name, Fd cgroup, Fd program, int flags)
      throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long attributes = scratch.zeroed(ATTACH_SIZE);
      scratch.putInt(attributes, cgroup.number());
      scratch.putInt(attributes + 4, program.number());
      scratch.putInt(attributes + 8, BPF_CGROUP_DEVICE);
      scratch.putInt(attributes + 12, flags);
      result = Kernel.call(Syscall.BPF, command, attributes, ATTACH_SIZE);
    }
    if (result < 0) {
      throw CallText.of("bpf")
          .raw(name)
          .raw(
              "{target_fd="
                  + cgroup
                  + ", attach_bpf_fd="
                  + program
                  + ", attach_type=BPF_CGROUP_DEVICE, attach_flags="
                  + (flags == 0 ? "0" : "BPF_F_ALLOW_MULTI")
                  + "}")
          .number(ATTACH_SIZE)
          .failed(result);
    }
  }

  /**
   * The programs that are attached to a cgroup itself.
   *
   * @return descriptors that the caller owns
   */
  public static List<Fd> attached(Fd cgroup) throws ErrnoException {
    List<Fd> programs = new ArrayList<>();
    try {
      for (int id : attachedIds(cgroup)) {
        byId(id, programs);
      }
      return programs;
    } catch (ErrnoException e) {
      programs.forEach(Fd::close);
      throw e;
    }
  }

  private static int[] attachedIds(Fd cgroup) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long ids = scratch.zeroed(PROGRAMS_MAX * Integer.BYTES);
      long attributes = scratch.zeroed(QUERY_SIZE);
      scratch.putInt(attributes, cgroup.number());
      scratch.putInt(attributes + 4, BPF_CGROUP_DEVICE);
      scratch.putLong(attributes + 16, ids);
      scratch.putInt(attributes + 24, PROGRAMS_MAX);
      long result = Kernel.call(Syscall.BPF, BPF_PROG_QUERY, attributes, QUERY_SIZE);
      if (result < 0) {
        throw CallText.of("bpf")
            .raw("BPF_PROG_QUERY")
            .raw("{target_fd=" + cgroup + ", attach_type=BPF_CGROUP_DEVICE}")
            .number(QUERY_SIZE)
            .failed(result);
      }
      int[] found = new int[scratch.getInt(attributes + 24)];
      for (int i = 0; i < found.length; i++) {
        found[i] = scratch.getInt(ids + (long) i * Integer.BYTES);
      }
      return found;
    }
  }

  /** A program that was unloaded meanwhile is left out. */
  private static void byId(int id, List<Fd> programs) throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long attributes = scratch.zeroed(ATTACH_SIZE);
      scratch.putInt(attributes, id);
      result = Kernel.call(Syscall.BPF, BPF_PROG_GET_FD_BY_ID, attributes, ATTACH_SIZE);
    }
    if (result >= 0) {
      programs.add(Fd.owning((int) result));
    } else if (result != -Errno.ENOENT.number()) {
      throw CallText.of("bpf")
          .raw("BPF_PROG_GET_FD_BY_ID")
          .raw("{prog_id=" + id + "}")
          .number(ATTACH_SIZE)
          .failed(result);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
