package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.StartPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens a cgroup for a program that puts a process into it. */
final class CgroupDescriptors {

  private CgroupDescriptors() {}

  /**
   * Opens its directory of cgroup v2, and {@code cgroup.procs} of its v1 hierarchies.
   *
   * @return the v1 hierarchies that a process has to enter, by name
   */
  static List<String> open(Host host, Cgroup cgroup, DescriptorSet descriptors) {
    cgroup.directoryFd().ifPresent(fd -> descriptors.put(DescriptorNames.CGROUP, fd));
    List<String> names = new ArrayList<>();
    List<Path> directories = List.copyOf(cgroup.v1Directories());
    List<Fd> procs = cgroup.v1ProcsFds();
    for (int i = 0; i < procs.size(); i++) {
      String name = hierarchy(host, directories.get(i));
      names.add(name);
      descriptors.put(DescriptorNames.cgroupProcs(name), procs.get(i));
    }
    return names;
  }

  /**
   * Opens {@code cgroup.procs} of its v2 directory, for a process that could not be cloned into it.
   */
  static void openUnified(Cgroup cgroup, DescriptorSet descriptors) throws ErrnoException {
    if (cgroup.directory().isPresent()) {
      String file = cgroup.directory().get().resolve("cgroup.procs").toString();
      descriptors.put(
          DescriptorNames.cgroupProcs(StartPlan.UNIFIED),
          Descriptors.open(Fd.CWD, file, OpenFlags.O_WRONLY));
    }
  }

  /** The name of the hierarchy that a cgroup's directory lies in: that of its mount point. */
  private static String hierarchy(Host host, Path directory) {
    return host.cgroups().v1().values().stream()
        .filter(hierarchy -> directory.startsWith(hierarchy.mountPoint()))
        .map(hierarchy -> hierarchy.mountPoint().getFileName().toString())
        .findFirst()
        .orElseThrow();
  }
}
