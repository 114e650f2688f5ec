package dev.davit.runtime.cgroup;

import dev.davit.oci.runtime.BlockIo;
import dev.davit.oci.runtime.ThrottleDevice;
import dev.davit.oci.runtime.WeightDevice;
import dev.davit.runtime.cgroup.Setting.WhenMissing;
import java.util.List;

/**
 * The block I/O limits of the OCI configuration as control files
 * (Documentation/admin-guide/cgroup-v2, "IO", and cgroup-v1/blkio-controller).
 */
final class BlockIoSettings {

  private static final String V2 = "io";
  private static final String V1 = "blkio";

  private final SettingList out;
  private final BlockIo io;

  private BlockIoSettings(SettingList out, BlockIo io) {
    this.out = out;
    this.io = io;
  }

  static void add(SettingList out, BlockIo io) {
    new BlockIoSettings(out, io).add();
  }

  private void add() {
    io.weight().ifPresent(weight -> weight("blockIO.weight", "", weight));
    for (WeightDevice device : io.weightDevice()) {
      String number = device.major() + ":" + device.minor() + " ";
      device.weight().ifPresent(weight -> weight("blockIO.weightDevice", number, weight));
      device.leafWeight().ifPresent(leaf -> leafWeight("blockIO.weightDevice.leafWeight", leaf));
    }
    io.leafWeight().ifPresent(leaf -> leafWeight("blockIO.leafWeight", leaf));
    throttle("blockIO.throttleReadBpsDevice", "rbps", "read_bps", io.throttleReadBpsDevice());
    throttle("blockIO.throttleWriteBpsDevice", "wbps", "write_bps", io.throttleWriteBpsDevice());
    throttle("blockIO.throttleReadIOPSDevice", "riops", "read_iops", io.throttleReadIOPSDevice());
    throttle(
        "blockIO.throttleWriteIOPSDevice", "wiops", "write_iops", io.throttleWriteIOPSDevice());
  }

  /** BFQ has a file of its own with OCI's range; where BFQ is absent, the I/O cost model's. */
  private void weight(String field, String device, long weight) {
    if (weight < 10 || weight > 1000) {
      out.refuse(field, weight + ": not in 10..1000");
    } else if (out.place(V2) == SettingList.Place.UNIFIED) {
      String value = device + weight;
      String scaled = (device.isEmpty() ? "default " : device) + (1 + (weight - 10) * 9999 / 990);
      out.add(field, V2, true, "io.bfq.weight", value, WhenMissing.TRY_NEXT);
      out.add(field, V2, true, "io.weight", scaled, WhenMissing.REFUSE);
    } else if (out.place(V1) == SettingList.Place.V1) {
      String suffix = device.isEmpty() ? "" : "_device";
      String value = device + weight;
      out.add(field, V1, false, "blkio.bfq.weight" + suffix, value, WhenMissing.TRY_NEXT);
      out.add(field, V1, false, "blkio.weight" + suffix, value, WhenMissing.REFUSE);
    } else {
      out.nowhere(field, V2);
    }
  }

  private void leafWeight(String field, long weight) {
    out.refuse(field, weight + ": kernels since 5.0 have no leaf weights");
  }

  private void throttle(
      String field, String unifiedKey, String v1Name, List<ThrottleDevice> devices) {
    for (ThrottleDevice device : devices) {
      String number = device.major() + ":" + device.minor() + " ";
      String rate = Long.toUnsignedString(device.rate());
      if (out.place(V2) == SettingList.Place.UNIFIED) {
        String limit = device.rate() == 0 ? "max" : rate;
        out.unified(field, V2, "io.max", number + unifiedKey + "=" + limit);
      } else if (out.place(V1) == SettingList.Place.V1) {
        out.v1(field, V1, "blkio.throttle." + v1Name + "_device", number + rate);
      } else {
        out.nowhere(field, V2);
      }
    }
  }
}
