package dev.davit.runtime.plan;

/** The names of the descriptors that a start program is given. */
public final class DescriptorNames {
  /** The writing end of the pipe that failures are reported through. */
  public static final String REPORT = "report";

  /** The exit record, open for writing. */
  public static final String EXIT = "exit";

  /** The reading end of the pipe that says that the id mappings of the user namespace are set. */
  public static final String ID_MAPPINGS = "id mappings";

  /** The reading end of the pipe that lets init go on after the host side's turn. */
  public static final String GO = "go";

  /** The directory of the container's cgroup in the v2 hierarchy. */
  public static final String CGROUP = "cgroup";

  /** The root filesystem, a detached mount. */
  public static final String ROOTFS = "rootfs";

  /** The devpts instance of the container's terminal, a detached mount. */
  public static final String DEVPTS = "devpts";

  /** The device nodes that the host side has made, a detached mount. */
  public static final String DEVICES = "devices";

  /** The FIFO that tells whoever starts a created container how that went. */
  public static final String OUTCOME = "outcome";

  /** The first process of the container that is joined, a pidfd. */
  public static final String CONTAINER = "container";

  /** The master of the container's terminal, which the supervisor holds. */
  public static final String TERMINAL = held("terminal");

  /** Where a program that serves the container's network writes what it has to say. */
  public static final String NETWORK_LOG = "network log";

  private DescriptorNames() {}

  /** One of the descriptors that the caller wants to be passed on. */
  public static String passed(int index) {
    return "passed " + index;
  }

  /** A {@code cgroup.procs} that init writes itself into. */
  public static String cgroupProcs(String hierarchy) {
    return "cgroup.procs " + hierarchy;
  }

  /** The clone of a bind mount's source. */
  public static String bind(int mount) {
    return "bind " + mount;
  }

  /** A user namespace that stands for the ids of a mount. */
  public static String mountIds(int mount) {
    return "ids " + mount;
  }

  /** A tmpfs that was filled on the host side. */
  public static String tmpfs(int mount) {
    return "tmpfs " + mount;
  }

  /** A namespace to join, by its name in {@code /proc/self/ns}. */
  public static String namespace(String name) {
    return "ns " + name;
  }

  /** An end of a stream that the supervisor holds so that the container does not lose it. */
  public static String held(String stream) {
    return "held " + stream;
  }
}
