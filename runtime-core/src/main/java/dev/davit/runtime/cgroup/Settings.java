package dev.davit.runtime.cgroup;

import dev.davit.oci.runtime.HugepageLimit;
import dev.davit.oci.runtime.NetworkLimits;
import dev.davit.oci.runtime.Rdma;
import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.Setting.WhenMissing;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Turns the limits of an OCI configuration into writes to control files. A pure function of the
 * configuration and the machine's layout. Device rules are among them on v1 only: on cgroup v2 they
 * are a {@link DeviceProgram}.
 */
public final class Settings {

  private static final Pattern PAGE_SIZE = Pattern.compile("[1-9][0-9]*[KMG]B");
  private static final Pattern FILE = Pattern.compile("[a-z0-9_]+(\\.[A-Za-z0-9_-]+)+");

  /** Files of the core that are the runtime's own business and limit nothing. */
  private static final Set<String> NOT_LIMITS =
      Set.of(
          "cgroup.procs",
          "cgroup.threads",
          "cgroup.type",
          "cgroup.subtree_control",
          "cgroup.freeze",
          "cgroup.kill");

  private Settings() {}

  /**
   * The writes, in the order in which they are to be made.
   *
   * @throws CgroupException naming every field that cannot be enforced on such a machine
   */
  public static List<Setting> of(Resources resources, CgroupLayout layout) {
    SettingList out = new SettingList(layout);
    resources.memory().ifPresent(memory -> MemorySettings.add(out, memory));
    resources.cpu().ifPresent(cpu -> CpuSettings.add(out, cpu));
    resources.pids().flatMap(pids -> pids.limit()).ifPresent(limit -> pids(out, limit));
    resources.blockIO().ifPresent(io -> BlockIoSettings.add(out, io));
    resources.hugepageLimits().forEach(limit -> hugepages(out, limit));
    new TreeMap<>(resources.rdma()).forEach((device, limit) -> rdma(out, device, limit));
    resources.network().ifPresent(network -> network(out, network));
    if (layout.unified().isEmpty()) {
      DeviceSettings.add(out, resources.devices());
    }
    // Last, because what is written as it is overrides what was derived.
    new TreeMap<>(resources.unified()).forEach((file, value) -> unified(out, file, value));
    if (!out.problems().isEmpty()) {
      throw CgroupException.refused(out.problems());
    }
    return out.settings();
  }

  /** Zero is a limit since runtime-spec 1.3.0. */
  private static void pids(SettingList out, long limit) {
    if (limit < -1) {
      out.refuse("pids.limit", limit + ": must not be negative, or -1 for no limit");
    } else {
      out.either("pids.limit", "pids", "pids.max", "pids.max", limit == -1 ? "max" : limit);
    }
  }

  /** Reservations are limited too, where the kernel counts them (5.7). */
  private static void hugepages(SettingList out, HugepageLimit limit) {
    String field = "hugepageLimits[" + limit.pageSize() + "]";
    String file = "hugetlb." + limit.pageSize();
    String bytes = Long.toUnsignedString(limit.limit());
    if (!PAGE_SIZE.matcher(limit.pageSize()).matches()) {
      out.refuse(field, "page size is not of the form 64KB, 2MB or 1GB");
      return;
    }
    out.either(field, "hugetlb", file + ".max", file + ".limit_in_bytes", bytes);
    if (out.place("hugetlb") == SettingList.Place.UNIFIED) {
      out.add(field, "hugetlb", true, file + ".rsvd.max", bytes, WhenMissing.SKIP);
    } else if (out.place("hugetlb") == SettingList.Place.V1) {
      out.add(field, "hugetlb", false, file + ".rsvd.limit_in_bytes", bytes, WhenMissing.SKIP);
    }
  }

  private static void rdma(SettingList out, String device, Rdma limit) {
    StringBuilder value = new StringBuilder(device);
    limit.hcaHandles().ifPresent(count -> value.append(" hca_handle=").append(count));
    limit.hcaObjects().ifPresent(count -> value.append(" hca_object=").append(count));
    out.either("rdma[" + device + "]", "rdma", "rdma.max", "rdma.max", value);
  }

  private static void network(SettingList out, NetworkLimits network) {
    network
        .classID()
        .ifPresent(id -> v1Only(out, "network.classID", "net_cls", "net_cls.classid", id));
    network
        .priorities()
        .forEach(
            p ->
                v1Only(
                    out,
                    "network.priorities",
                    "net_prio",
                    "net_prio.ifpriomap",
                    p.name() + " " + p.priority()));
  }

  private static void v1Only(
      SettingList out, String field, String controller, String file, Object value) {
    if (out.v1(controller).isPresent()) {
      out.v1(field, controller, file, value);
    } else {
      out.refuse(field, "needs the cgroup v1 controller " + controller + ", which is not mounted");
    }
  }

  private static void unified(SettingList out, String file, String value) {
    String field = "unified[" + file + "]";
    String controller = file.substring(0, Math.max(0, file.indexOf('.')));
    boolean core = controller.equals("cgroup");
    if (!FILE.matcher(file).matches()) {
      out.refuse(field, "not the name of a control file");
    } else if (NOT_LIMITS.contains(file)) {
      out.refuse(field, "not a limit");
    } else if (core || out.place(controller) == SettingList.Place.UNIFIED) {
      // The kernel reads one line per write(2) of files such as io.max.
      value
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(line -> out.unified(field, core ? "" : controller, file, line));
    } else if (out.v1(controller).isPresent()) {
      out.refuse(
          field,
          String.format(
              Locale.ROOT,
              "controller %s is on cgroup v1 at %s, and the file is one of cgroup v2",
              controller,
              out.v1(controller).get().mountPoint()));
    } else {
      out.nowhere(field, controller);
    }
  }
}
