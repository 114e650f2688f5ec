package dev.davit.linux.netlink;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A socket to the kernel's routing (rtnetlink(7)); for one thread at a time. */
final class NetlinkSocket implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;
  private static final int RECEIVE = 32 * 1024;

  private final Fd fd;
  private int sequence;

  private NetlinkSocket(Fd fd) {
    this.fd = fd;
  }

  /** Opens one in the network namespace of this thread. */
  static NetlinkSocket open() throws ErrnoException {
    long result = Kernel.call(Syscall.SOCKET, AF_NETLINK, SOCK_RAW_CLOEXEC, 0);
    if (result < 0) {
      throw CallText.of("socket").raw("AF_NETLINK").raw("SOCK_RAW|SOCK_CLOEXEC").failed(result);
    }
    return new NetlinkSocket(Fd.owning((int) result));
  }

  /** Opens one in a network namespace. */
  static NetlinkSocket open(Optional<Fd> namespace) throws ErrnoException {
    return namespace.isPresent()
        ? NetworkNamespace.inside(namespace.get(), NetlinkSocket::open)
        : open();
  }

  /**
   * Sends a message and waits for the answer.
   *
   * @return the bodies of the answers, without headers; none if the kernel only agreed
   * @throws ErrnoException with the kernel's refusal
   */
  List<ByteBuffer> ask(NetlinkMessage message) throws ErrnoException {
    byte[] bytes = message.bytes(++sequence);
    send(message, bytes);
    List<ByteBuffer> answers = new ArrayList<>();
    while (!receive(message, answers)) {
      // more parts of the answer follow
    }
    return answers;
  }

  private void send(NetlinkMessage message, byte[] bytes) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long buffer = scratch.bytes(bytes, 0, bytes.length);
      long result = Kernel.call(Syscall.SENDTO, fd.number(), buffer, bytes.length, 0, 0, 0);
      if (result < 0) {
        throw CallText.of("netlink").raw(message.toString()).failed(result);
      }
    }
  }

  /** Reads one datagram; whether it ends the answer. */
  private boolean receive(NetlinkMessage message, List<ByteBuffer> answers) throws ErrnoException {
    byte[] bytes;
    try (Scratch scratch = Scratch.open()) {
      long buffer = scratch.reserve(RECEIVE);
      long result = Kernel.call(Syscall.RECVFROM, fd.number(), buffer, RECEIVE, 0, 0, 0);
      if (result < 0) {
        throw CallText.of("netlink").raw(message.toString()).failed(result);
      }
      bytes = scratch.get(buffer, (int) result);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    for (int at = 0; at + NetlinkMessage.HEADER <= bytes.length; ) {
      int length = in.getInt(at);
      int type = in.getShort(at + 4) & 0xffff;
      if (type == NLMSG_ERROR) {
        int error = -in.getInt(at + NetlinkMessage.HEADER);
        if (error != 0) {
          throw CallText.of("netlink").raw(message.toString()).failed(Errno.of(error));
        }
        return true;
      }
      if (type == NLMSG_DONE) {
        return true;
      }
      answers.add(
          in.slice(at + NetlinkMessage.HEADER, length - NetlinkMessage.HEADER)
              .order(ByteOrder.nativeOrder()));
      at += length + 3 & ~3;
    }
    return false;
  }

  @Override
  public void close() {
    fd.close();
  }
}
