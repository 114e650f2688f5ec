package dev.davit.runtime.cgroup;

import java.util.Set;

/** Which v1 hierarchies a container gets a cgroup in; it always gets one in cgroup v2. */
public enum HierarchyChoice {
  /**
   * Those in which it or a cgroup above it is limited: each directory costs a start some time, and
   * whoever starts it knows its limits.
   */
  LIMITED,
  /**
   * Those that hold any kind of limit, so that every limit can be set later, and what is used is
   * counted: what callers of the OCI command line expect.
   */
  LIMITABLE;

  /** Controllers with limits, and the one that counts processor time beside {@code cpu}. */
  private static final Set<String> CONTROLLERS =
      Set.of(
          "cpu",
          "cpuacct",
          "cpuset",
          "memory",
          "pids",
          "blkio",
          "hugetlb",
          "rdma",
          "net_cls",
          "net_prio");

  /** Whether it takes a controller that nothing has asked for. */
  boolean takes(String controller) {
    return this == LIMITABLE && CONTROLLERS.contains(controller);
  }
}
