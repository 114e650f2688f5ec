package dev.davit.linux.netlink;

/**
 * The token bucket filter of an interface (tc-tbf(8), linux/pkt_sched.h).
 *
 * @param rateBytes per second
 * @param burstBytes that may be sent at once; with less than a tick's worth of the rate, the rate
 *     would not be reached
 * @param limitBytes that wait at most; what is more is dropped
 */
record TokenBucket(long rateBytes, long burstBytes, long limitBytes) {

  private static final int TCA_KIND = 1;
  private static final int TCA_OPTIONS = 2;
  private static final int TCA_TBF_PARMS = 1;
  private static final int TCA_TBF_RATE64 = 4;
  private static final int TCA_TBF_BURST = 6;
  private static final int TC_H_ROOT = 0xffff_ffff;
  private static final int LINKLAYER_ETHERNET = 1;
  private static final long MIN_BURST = 32 * 1024;
  private static final long MIN_WAITING = 64 * 1024;

  static TokenBucket ofRate(long bitsPerSecond) {
    long rate = Math.max(1, bitsPerSecond / 8);
    long burst = Math.min(Integer.MAX_VALUE / 4, Math.max(MIN_BURST, rate / 100));
    return new TokenBucket(
        rate, burst, Math.min(Integer.MAX_VALUE, burst + Math.max(MIN_WAITING, rate / 20)));
  }

  NetlinkMessage replace(int index, int type, int flags) {
    NetlinkMessage message =
        new NetlinkMessage(
                "qdisc replace dev " + index + " root tbf rate " + rateBytes + "bps", type, flags)
            .put8(0)
            .put8(0)
            .put16(0)
            .put32(index)
            .put32(0)
            .put32(TC_H_ROOT)
            .put32(0);
    message.attribute(TCA_KIND, "tbf");
    int options = message.begin(TCA_OPTIONS);
    int parms = message.begin(TCA_TBF_PARMS);
    rate(message, Math.min(rateBytes, 0xffff_ffffL));
    rate(message, 0);
    message.put32(limitBytes).put32(0).put32(0).end(parms);
    message.attribute32(TCA_TBF_BURST, burstBytes);
    if (rateBytes > 0xffff_ffffL) {
      message.attribute64(TCA_TBF_RATE64, rateBytes);
    }
    return message.end(options);
  }

  /** struct tc_ratespec: cell_log, linklayer, overhead, cell_align, mpu, rate. */
  private static void rate(NetlinkMessage message, long bytes) {
    message.put8(0).put8(bytes == 0 ? 0 : LINKLAYER_ETHERNET).put16(0).put16(0).put16(0);
    message.put32(bytes);
  }
}
