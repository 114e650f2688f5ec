package dev.davit.linux.netlink;

import java.nio.ByteBuffer;

/**
 * Sends all that an interface receives through another one first: a u32 filter that matches
 * everything and has a mirred action (tc-u32(8), tc-mirred(8), linux/pkt_cls.h). What comes out of
 * an intermediate functional block goes on as if it had just been received.
 */
final class IngressRedirect {

  private static final int TCA_KIND = 1;
  private static final int TCA_OPTIONS = 2;
  private static final int TCA_U32_CLASSID = 1;
  private static final int TCA_U32_SEL = 5;
  private static final int TCA_U32_ACT = 7;
  private static final int TCA_ACT_KIND = 1;
  private static final int TCA_ACT_OPTIONS = 2;
  private static final int TCA_MIRRED_PARMS = 2;
  private static final int FIRST_ACTION = 1;
  private static final int TC_H_INGRESS = 0xffff_fff1;
  private static final int INGRESS_HANDLE = 0xffff_0000;
  private static final int TC_U32_TERMINAL = 1;
  private static final int TC_ACT_STOLEN = 4;
  private static final int TCA_EGRESS_REDIR = 1;
  private static final int ETH_P_ALL_BIG_ENDIAN = 0x0300;
  private static final int PRIORITY = 1;
  private static final int CLASS = 0x1_0001;

  /** One key of 16 bytes after the 16 of struct tc_u32_sel. */
  private static final int SELECTOR = 32;

  private IngressRedirect() {}

  /** The queueing discipline that the filter is in. */
  static NetlinkMessage discipline(int index, int type, int flags) {
    return traffic(
            "qdisc add dev " + index + " ingress",
            type,
            flags,
            index,
            INGRESS_HANDLE,
            TC_H_INGRESS,
            0)
        .attribute(TCA_KIND, "ingress");
  }

  /** The filter. */
  static NetlinkMessage filter(int index, int to, int type, int flags) {
    NetlinkMessage message =
        traffic(
            "filter add dev " + index + " ingress action mirred egress redirect dev " + to,
            type,
            flags,
            index,
            0,
            INGRESS_HANDLE,
            PRIORITY << 16 | ETH_P_ALL_BIG_ENDIAN);
    message.attribute(TCA_KIND, "u32");
    int options = message.begin(TCA_OPTIONS);
    message.attribute32(TCA_U32_CLASSID, CLASS);
    message.attribute(TCA_U32_SEL, everything());
    int actions = message.begin(TCA_U32_ACT);
    int action = message.begin(FIRST_ACTION);
    message.attribute(TCA_ACT_KIND, "mirred");
    int mirred = message.begin(TCA_ACT_OPTIONS);
    int parms = message.begin(TCA_MIRRED_PARMS);
    // struct tc_mirred: index, capab, action, refcnt, bindcnt, eaction, ifindex
    message.put32(0).put32(0).put32(TC_ACT_STOLEN).put32(0).put32(0);
    message.put32(TCA_EGRESS_REDIR).put32(to).end(parms);
    return message.end(mirred).end(action).end(actions).end(options);
  }

  /** struct tc_u32_sel with one key, whose mask has no bit. */
  private static byte[] everything() {
    return ByteBuffer.allocate(SELECTOR)
        .put((byte) TC_U32_TERMINAL)
        .put((byte) 0)
        .put((byte) 1)
        .array();
  }

  /** With struct tcmsg. */
  private static NetlinkMessage traffic(
      String text, int type, int flags, int index, int handle, int parent, int info) {
    return new NetlinkMessage(text, type, flags)
        .put8(0)
        .put8(0)
        .put16(0)
        .put32(index)
        .put32(handle)
        .put32(parent)
        .put32(info);
  }
}
