package dev.davit.linux.netlink;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * An address as an interface has it (rtnetlink(7), struct ifaddrmsg), with all that has to come
 * along when the interface moves.
 *
 * @param family AF_INET or AF_INET6
 * @param prefix of its network, in bits
 * @param flags IFA_F_*
 * @param scope RT_SCOPE_*
 * @param index of its interface
 * @param attributes IFA_ADDRESS, IFA_LOCAL and IFA_BROADCAST, by their numbers
 */
public record InterfaceAddress(
    int family, int prefix, int flags, int scope, int index, Map<Integer, byte[]> attributes) {

  private static final int FIXED = 8;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_BROADCAST = 4;
  private static final int IFA_FLAGS = 8;

  private static final int IFA_F_NODAD = 0x02;
  private static final int IFA_F_PERMANENT = 0x80;
  private static final int IFA_F_NOPREFIXROUTE = 0x200;
  private static final int RT_SCOPE_UNIVERSE = 0;
  private static final int AF_INET6 = 10;

  /** Copies the map. */
  public InterfaceAddress {
    attributes = Map.copyOf(attributes);
  }

  /** Reads the body of an answer. */
  static InterfaceAddress read(ByteBuffer body) {
    Map<Integer, byte[]> attributes = new TreeMap<>();
    int flags = body.get(2) & 0xff;
    for (int at = FIXED; at + 4 <= body.limit(); ) {
      int length = body.getShort(at) & 0xffff;
      int type = body.getShort(at + 2) & 0x3fff;
      if (type == IFA_FLAGS) {
        flags = body.getInt(at + 4);
      } else if (type == IFA_ADDRESS || type == IFA_LOCAL || type == IFA_BROADCAST) {
        byte[] value = new byte[length - 4];
        body.get(at + 4, value);
        attributes.put(type, value);
      }
      at += Math.max(4, length) + 3 & ~3;
    }
    return new InterfaceAddress(
        body.get(0) & 0xff,
        body.get(1) & 0xff,
        flags,
        body.get(3) & 0xff,
        body.getInt(4),
        attributes);
  }

  /** Whether it lasts until somebody takes it away, and is valid everywhere. */
  boolean isLasting() {
    return (flags & IFA_F_PERMANENT) != 0 && scope == RT_SCOPE_UNIVERSE;
  }

  /** Writes the body of a request for the same address on an interface. */
  NetlinkMessage write(NetlinkMessage message, int onto) {
    // it was found to be nobody else's when it was given first
    int kept = (flags & IFA_F_NOPREFIXROUTE) | (family == AF_INET6 ? IFA_F_NODAD : 0);
    message.put8(family).put8(prefix).put8(kept).put8(scope).put32(onto);
    new TreeMap<>(attributes).forEach(message::attribute);
    return message.attribute32(IFA_FLAGS, kept);
  }
}
