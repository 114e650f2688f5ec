package dev.davit.linux.program;

import dev.davit.linux.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** System calls on sockets, network interfaces and terminals. */
public final class SocketCalls {
  private static final int IFREQ_BYTES = 40;
  private static final int IFREQ_FLAGS = 16;
  private static final int AF_NETLINK = 16;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;

  private static final Notation DOMAIN =
      NumberNames.oneOf("AF", "AF_UNSPEC=0 AF_UNIX=1 AF_INET=2 AF_INET6=10 AF_NETLINK=16");

  private static final Notation TYPE =
      NumberNames.oneOf("SOCK", "SOCK_STREAM=1 SOCK_DGRAM=2 SOCK_RAW=3 SOCK_SEQPACKET=5");

  private static final Notation TYPE_FLAGS =
      NumberNames.flags("SOCK", "SOCK_CLOEXEC=0x80000 SOCK_NONBLOCK=0x800");

  private static final Notation IP_PROTOCOL =
      NumberNames.oneOf(
          "IPPROTO", "IPPROTO_IP=0 IPPROTO_ICMP=1 IPPROTO_TCP=6 IPPROTO_UDP=17 IPPROTO_RAW=255");

  private static final Notation NETLINK =
      NumberNames.oneOf("NETLINK", "NETLINK_ROUTE=0 NETLINK_AUDIT=9 NETLINK_NETFILTER=12");

  private static final Notation MESSAGE =
      NumberNames.flags(
          "MSG",
          "MSG_OOB=1 MSG_PEEK=2 MSG_DONTROUTE=4 MSG_CTRUNC=8 MSG_PROBE=0x10 MSG_TRUNC=0x20"
              + " MSG_DONTWAIT=0x40 MSG_EOR=0x80 MSG_WAITALL=0x100 MSG_NOSIGNAL=0x4000"
              + " MSG_CMSG_CLOEXEC=0x40000000");

  private static final Notation INTERFACE =
      NumberNames.flags(
          "IFF", "IFF_UP=1 IFF_BROADCAST=2 IFF_LOOPBACK=8 IFF_POINTOPOINT=0x10 IFF_RUNNING=0x40");

  private SocketCalls() {}

  /** socket(2). */
  public static Call socket(int domain, int type, int protocol) {
    return Call.of(
        Syscall.SOCKET,
        Operand.of(domain, DOMAIN),
        Operand.of(type, SocketCalls::type),
        Operand.of(protocol, protocols(domain)));
  }

  private static Notation protocols(int domain) {
    if (domain == AF_NETLINK) {
      return NETLINK;
    }
    return domain == 2 || domain == 10 ? IP_PROTOCOL : Notation.DECIMAL;
  }

  private static String type(long type) {
    String name = TYPE.print(type & 0xf);
    return (type & ~0xfL) == 0 ? name : name + "|" + TYPE_FLAGS.print(type & ~0xfL);
  }

  /** sendto(2) to the peer of the socket, or for netlink(7) to the kernel. */
  public static Call sendto(Operand socket, Data message, int flags) {
    return Call.of(
        Syscall.SENDTO,
        socket,
        message.address(),
        FileCalls.size(message),
        Operand.of(flags, MESSAGE),
        Operand.NULL,
        Operand.of(0));
  }

  /** recvfrom(2) from anyone. */
  public static Call recvfrom(Operand socket, Data buffer, int flags) {
    return Call.of(
        Syscall.RECVFROM,
        socket,
        buffer.address(),
        FileCalls.size(buffer),
        Operand.of(flags, MESSAGE),
        Operand.NULL,
        Operand.NULL);
  }

  /**
   * sendmsg(2) with a descriptor, SCM_RIGHTS of unix(7), to the peer of the socket.
   *
   * @param payload at least one byte
   * @param control {@link #descriptorMessage}: a descriptor that is known only at run time is
   *     stored at its offset 16
   */
  public static Call sendmsg(Operand socket, Data payload, Data control, int flags) {
    return Call.of(
        Syscall.SENDMSG, socket, message(payload, control).address(), Operand.of(flags, MESSAGE));
  }

  /** recvmsg(2); the control block receives ancillary data. */
  public static Call recvmsg(Operand socket, Data payload, Data control, int flags) {
    Data message = message(payload, control);
    return Call.of(Syscall.RECVMSG, socket, message.address(), Operand.of(flags, MESSAGE));
  }

  /** Gives the control block of 24 bytes which passes one descriptor. */
  public static Data descriptorMessage(Operand descriptor) {
    // struct cmsghdr, its length without padding, then the descriptor
    StructBuilder control =
        Data.struct("cmsghdr", 24)
            .hidden(0, 8, Operand.of(20))
            .hidden(8, 4, Operand.of(SOL_SOCKET))
            .hidden(12, 4, Operand.of(SCM_RIGHTS));
    return control
        .hidden(16, 4, descriptor)
        .printedAs(
            (out, data, fds) -> {
              out.append("[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[");
              descriptor.print(out, fds);
              out.append("]}]");
            })
        .build();
  }

  private static Data message(Data payload, Data control) {
    Data vector = Vectors.of(List.of(payload));
    return Data.struct("msghdr", 56)
        .field(0, 8, "msg_name", Operand.NULL)
        .field(8, 4, "msg_namelen", 0)
        .field(16, 8, "msg_iov", vector.address())
        .field(24, 8, "msg_iovlen", 1)
        .field(32, 8, "msg_control", control.address())
        .field(40, 8, "msg_controllen", control.size())
        .field(48, 4, "msg_flags", 0)
        .build();
  }

  /** Gives struct ifreq with a name and flags, for the two calls below. */
  public static Data interfaceRequest(String name, int flags) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > 15) {
      throw new IllegalArgumentException("interface " + name + ": 1 to 15 bytes");
    }
    return Data.struct("ifreq", IFREQ_BYTES)
        .hidden(0, bytes)
        .hidden(IFREQ_FLAGS, 2, Operand.of(flags))
        .printedAs(
            (out, data, fds) -> {
              Quoted.append(out.append("{ifr_name="), bytes, bytes.length);
              out.append(", ifr_flags=").append(INTERFACE.print(flags)).append('}');
            })
        .build();
  }

  /** ioctl(2) SIOCSIFFLAGS; netdevice(7). */
  public static Call ioctlSetInterfaceFlags(Operand socket, Data request) {
    return ioctl(socket, 0x8914, "SIOCSIFFLAGS", request.address());
  }

  /** ioctl(2) SIOCGIFFLAGS; the flags come to offset 16, two bytes. */
  public static Call ioctlGetInterfaceFlags(Operand socket, Data request) {
    return ioctl(socket, 0x8913, "SIOCGIFFLAGS", request.address());
  }

  /** ioctl(2) TIOCSCTTY: makes a terminal the controlling one; ioctl_tty(2). */
  public static Call ioctlSetControllingTerminal(Operand terminal) {
    return ioctl(terminal, 0x540E, "TIOCSCTTY", Operand.of(0));
  }

  /** ioctl(2) FIONREAD: how many bytes of a pipe or terminal nobody has read, into four bytes. */
  public static Call ioctlUnread(Operand fd, Slot bytes) {
    return ioctl(fd, 0x541B, "FIONREAD", bytes.address());
  }

  private static Call ioctl(Operand fd, int request, String name, Operand argument) {
    return Call.of(Syscall.IOCTL, fd, Operand.of(request, name), argument);
  }
}
