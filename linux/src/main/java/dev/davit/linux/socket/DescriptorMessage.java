package dev.davit.linux.socket;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.util.ArrayList;
import java.util.List;

/**
 * A message with descriptors on a Unix socket: sendmsg(2), recvmsg(2) and SCM_RIGHTS of unix(7).
 *
 * @param data the bytes; none at the end of a stream
 * @param descriptors what came with them; whoever has this owns them
 */
public record DescriptorMessage(byte[] data, List<Fd> descriptors) implements AutoCloseable {
  /** The most descriptors of one message: the kernel's SCM_MAX_FD. */
  public static final int DESCRIPTORS_MAX = 253;

  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 0x8;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int MSGHDR_SIZE = 56;
  private static final int CMSG_HEADER = 16;
  private static final int CONTROL_SIZE = CMSG_HEADER + 4 * DESCRIPTORS_MAX + 4;

  /**
   * Sends bytes, at least one, with descriptors, which the caller keeps.
   *
   * @return how many bytes went; all descriptors go with the first
   */
  public static int send(Fd socket, byte[] data, List<Fd> descriptors) throws ErrnoException {
    if (data.length == 0 || data.length > Scratch.BUFFER) {
      throw new IllegalArgumentException(data.length + " bytes: not 1 to " + Scratch.BUFFER);
    }
    long result;
    try (Scratch scratch = Scratch.open()) {
      long header = header(scratch, scratch.bytes(data, 0, data.length), data.length);
      if (!descriptors.isEmpty()) {
        int length = CMSG_HEADER + 4 * descriptors.size();
        long control = scratch.zeroed(length + 7 & ~7);
        scratch.putLong(control, length);
        scratch.putInt(control + 8, SOL_SOCKET);
        scratch.putInt(control + 12, SCM_RIGHTS);
        for (int i = 0; i < descriptors.size(); i++) {
          scratch.putInt(control + CMSG_HEADER + 4L * i, descriptors.get(i).number());
        }
        scratch.putLong(header + 32, control);
        scratch.putLong(header + 40, length);
      }
      result = Kernel.call(Syscall.SENDMSG, socket.number(), header, MSG_NOSIGNAL);
    }
    if (result < 0) {
      throw CallText.of("sendmsg").fd(socket).raw("…").raw("MSG_NOSIGNAL").failed(result);
    }
    return (int) result;
  }

  /**
   * Receives bytes and the descriptors that came with them, which are close-on-exec.
   *
   * @throws ErrnoException EMSGSIZE when descriptors were lost for want of room or of free numbers
   */
  public static DescriptorMessage receive(Fd socket, int dataMax) throws ErrnoException {
    int size = Math.min(dataMax, Scratch.BUFFER);
    try (Scratch scratch = Scratch.open()) {
      long buffer = scratch.reserve(size);
      long header = header(scratch, buffer, size);
      long control = scratch.zeroed(CONTROL_SIZE);
      scratch.putLong(header + 32, control);
      scratch.putLong(header + 40, CONTROL_SIZE);
      long result = Kernel.call(Syscall.RECVMSG, socket.number(), header, MSG_CMSG_CLOEXEC);
      if (result < 0) {
        throw failure(socket).failed(result);
      }
      List<Fd> descriptors = descriptors(scratch, control, scratch.getLong(header + 40));
      if ((scratch.getInt(header + 48) & MSG_CTRUNC) != 0) {
        descriptors.forEach(Fd::close);
        throw failure(socket).failed(Errno.EMSGSIZE);
      }
      return new DescriptorMessage(scratch.get(buffer, (int) result), descriptors);
    }
  }

  private static CallText failure(Fd socket) {
    return CallText.of("recvmsg").fd(socket).raw("…").raw("MSG_CMSG_CLOEXEC");
  }

  // struct msghdr of a 64-bit machine: msg_name 0, msg_namelen 8, msg_iov 16, msg_iovlen 24,
  // msg_control 32, msg_controllen 40, msg_flags 48
  private static long header(Scratch scratch, long data, int length) {
    long vector = scratch.reserve(16);
    scratch.putLong(vector, data);
    scratch.putLong(vector + 8, length);
    long header = scratch.zeroed(MSGHDR_SIZE);
    scratch.putLong(header + 16, vector);
    scratch.putLong(header + 24, 1);
    return header;
  }

  private static List<Fd> descriptors(Scratch scratch, long control, long length) {
    List<Fd> descriptors = new ArrayList<>();
    for (long at = control; at + CMSG_HEADER <= control + length; ) {
      long size = scratch.getLong(at);
      if (size < CMSG_HEADER) {
        break;
      }
      if (scratch.getInt(at + 8) == SOL_SOCKET && scratch.getInt(at + 12) == SCM_RIGHTS) {
        for (long fd = at + CMSG_HEADER; fd < at + size; fd += 4) {
          descriptors.add(Fd.owning(scratch.getInt(fd)));
        }
      }
      at += size + 7 & ~7L;
    }
    return descriptors;
  }

  /** Closes the descriptors. */
  @Override
  public void close() {
    descriptors.forEach(Fd::close);
  }
}
