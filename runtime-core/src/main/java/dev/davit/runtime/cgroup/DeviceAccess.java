package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.bpf.CgroupDevicePrograms;
import dev.davit.oci.runtime.DeviceRule;
import java.nio.file.Path;
import java.util.List;

/** Puts device rules in force for a cgroup. */
final class DeviceAccess {

  private static final String NAME = "davit_devices";

  private DeviceAccess() {}

  /**
   * Replaces the rules of a cgroup. There is no moment without rules: until the old program is
   * gone, what either denies is denied.
   *
   * @param path of the cgroup, in cgroup v2
   * @param first whether the cgroup has just been made, so that nothing is to be replaced
   */
  static void restrict(CgroupFilesystem files, Path path, List<DeviceRule> rules, boolean first) {
    byte[] program = DeviceProgram.of(rules);
    try (Fd cgroup = files.open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Fd loaded = CgroupDevicePrograms.load(program, NAME)) {
      List<Fd> old = first ? List.of() : CgroupDevicePrograms.attached(cgroup);
      try {
        CgroupDevicePrograms.attach(cgroup, loaded);
        for (Fd one : old) {
          CgroupDevicePrograms.detach(cgroup, one);
        }
      } finally {
        old.forEach(Fd::close);
      }
    } catch (ErrnoException e) {
      String text = "linux.resources.devices: " + e.getMessage();
      boolean rights = e.is(Errno.EPERM) || e.is(Errno.EACCES);
      throw CgroupException.failed(
          rights ? text + ": needs CAP_BPF and CAP_NET_ADMIN, or CAP_SYS_ADMIN" : text, e);
    }
  }
}
