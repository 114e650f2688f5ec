package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.linux.process.Processes;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.host.HostProbe;
import dev.davit.runtime.launch.ProgramChange;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A state root and a root filesystem of their own, and a check that nothing is left of them. */
public final class Sandbox implements AutoCloseable {

  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final Runtime runtime;
  private final Optional<ProgramChange> change;
  private TreeSet<String> before;
  private final String name;

  private Sandbox(Path directory, Host host, Optional<ProgramChange> change) throws IOException {
    this.directory = directory;
    this.name = directory.getFileName().toString();
    makeRoot(root());
    this.runtime = Runtime.open(directory.resolve("state"), host);
    this.change = change;
    this.before = descriptors();
  }

  /** What is missing where none can be opened. */
  static final String NEEDS = "needs root and a static busybox at /bin/busybox";

  /** Whether containers can be started here. */
  public static boolean possible() {
    return Processes.effectiveUid() == 0 && Files.isExecutable(BUSYBOX);
  }

  /** A new one on this machine. */
  public static Sandbox open() throws IOException {
    return open(HostProbe.host());
  }

  /** A new one on a machine as described. */
  public static Sandbox open(Host host) throws IOException {
    return new Sandbox(Files.createTempDirectory(base(), "davit-test-"), host, Optional.empty());
  }

  /** A new one on a machine as described, for one thread, whose programs are changed. */
  public static Sandbox open(Host host, UnaryOperator<SyscallProgram> change) throws IOException {
    return new Sandbox(
        Files.createTempDirectory(base(), "davit-test-"),
        host,
        Optional.of(ProgramChange.of(change)));
  }

  /** Takes what is open now for what may be open, once the runtime has all that it keeps. */
  public void settle() throws IOException {
    before = descriptors();
  }

  /** In memory where possible, as the state of a machine is, so that nothing waits for a disk. */
  private static Path base() {
    Path memory = Path.of("/dev/shm");
    return Files.isDirectory(memory) ? memory : Path.of("/tmp");
  }

  /** Where everything is. */
  public Path directory() {
    return directory;
  }

  /** The root filesystem. */
  public Path root() {
    return directory.resolve("rootfs");
  }

  /** The runtime. */
  public Runtime runtime() {
    return runtime;
  }

  /** A new name. */
  public ContainerId newId() {
    return new ContainerId(name + "-" + NUMBERS.incrementAndGet());
  }

  /** Starts a container in the root filesystem, with pipes. */
  public Container start(Spec spec) {
    return runtime.start(request(spec));
  }

  /** A request for a container in the root filesystem, with pipes. */
  public ContainerRequest request(Spec spec) {
    return request(spec, new RootSource.Directory(root()));
  }

  /** A request for a container with pipes, whose cgroup nobody else has a hand in. */
  public ContainerRequest request(Spec spec, RootSource root) {
    ContainerId id = newId();
    Linux linux = spec.linux().orElse(Linux.empty());
    String cgroup = cgroup().child(id.value()).value();
    return ContainerRequest.of(
        id, spec.withLinux(linux.withCgroupsPath(cgroup)), root, Stdio.pipes());
  }

  private CgroupPath cgroup() {
    return CgroupPath.ROOT.child(name);
  }

  private static void makeRoot(Path root) throws IOException {
    for (String directory : List.of("bin", "etc", "proc", "dev", "sys", "tmp")) {
      Files.createDirectories(root.resolve(directory));
    }
    Path busybox = Files.copy(BUSYBOX, root.resolve("bin/busybox"));
    busybox.toFile().setExecutable(true, false);
    for (String applet :
        List.of(
            "sh",
            "ls",
            "cat",
            "sleep",
            "hostname",
            "id",
            "true",
            "mount",
            "stat",
            "touch",
            "grep",
            "tty",
            "pwd",
            "env",
            "ifconfig",
            "ip",
            "stty",
            "ps",
            "readlink",
            "mkdir",
            "wc",
            "head",
            "dd",
            "date",
            "ping",
            "nc",
            "echo",
            "ln",
            "rm",
            "chmod",
            "mknod")) {
      Files.createSymbolicLink(root.resolve("bin/" + applet), Path.of("busybox"));
    }
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:app:/home/app:/bin/sh\n");
    Files.writeString(
        root.resolve("etc/group"), "root:x:0:\napp:x:1001:\naudio:x:29:app\nvideo:x:44:app\n");
  }

  /** The open descriptors of this JVM, by what they are. */
  private static TreeSet<String> descriptors() throws IOException {
    TreeSet<String> all = new TreeSet<>();
    try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
      for (Path fd : fds.toList()) {
        try {
          String target = Files.readSymbolicLink(fd).toString();
          if (!target.startsWith("/proc/") && !target.endsWith(".jar")) {
            all.add(fd.getFileName() + " " + target);
          }
        } catch (IOException gone) {
          // the descriptor of the listing itself
        }
      }
    }
    return all;
  }

  /** Fails if a container, cgroup, mount, process or descriptor is left. */
  public void assertNothingLeft() throws IOException {
    assertEquals(List.of(), runtime.entries(), "containers");
    for (Path parent : cgroups()) {
      // fails if there is a cgroup in it
      Files.deleteIfExists(parent);
    }
    assertEquals(
        List.of(),
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
            .filter(line -> line.contains(name))
            .toList(),
        "mounts");
    assertNoDescriptorsLeft();
    assertEquals(
        List.of(),
        ProcessHandle.current().children().map(p -> p.info().toString()).toList(),
        "children");
  }

  /**
   * Fails if a descriptor is open that was not. The thread that watches closes that of a process a
   * moment after it has told of its end.
   */
  public void assertNoDescriptorsLeft() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    TreeSet<String> left = descriptorsLeft();
    while (!left.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
      left = descriptorsLeft();
    }
    assertEquals(new TreeSet<String>(), left, "descriptors");
  }

  private TreeSet<String> descriptorsLeft() throws IOException {
    TreeSet<String> after = descriptors();
    after.removeAll(before);
    // the JVM looks at its own cgroup now and then
    after.removeIf(fd -> fd.contains("/sys/fs/cgroup/") && !fd.contains(name));
    // from its first start on the runtime watches; SoakTest counts that it does so once
    after.removeIf(fd -> fd.endsWith("[eventpoll]") || fd.endsWith("[eventfd]"));
    return after;
  }

  private List<Path> cgroups() {
    return Stream.concat(
            runtime.host().cgroups().unified().stream(),
            runtime.host().cgroups().v1().values().stream())
        .map(hierarchy -> hierarchy.directory(cgroup()))
        .distinct()
        .filter(Files::exists)
        .toList();
  }

  @Override
  public void close() throws IOException {
    try {
      runtime.entries().forEach(entry -> runtime.delete(entry.id(), true));
      runtime.close();
      assertNothingLeft();
    } finally {
      change.ifPresent(ProgramChange::close);
      try (Stream<Path> all = Files.walk(directory)) {
        all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
      }
    }
  }
}
