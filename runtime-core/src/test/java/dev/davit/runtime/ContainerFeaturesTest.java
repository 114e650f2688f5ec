package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Memory;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Resources;
import dev.davit.oci.runtime.Rlimit;
import dev.davit.oci.runtime.RlimitType;
import dev.davit.oci.runtime.Root;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.SeccompAction;
import dev.davit.oci.runtime.SeccompFlag;
import dev.davit.oci.runtime.SeccompSyscall;
import dev.davit.oci.runtime.Spec;
import dev.davit.oci.runtime.TimeOffset;
import dev.davit.oci.runtime.User;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What a container sees of what its configuration asks for. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class ContainerFeaturesTest extends WithSandbox {

  private String run(ContainerRequest request) throws Exception {
    Container container = sandbox.runtime().start(request);
    container.stdin().close();
    String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(container.stderr().readAllBytes(), StandardCharsets.UTF_8);
    container.waitFor();
    container.delete();
    return out + err;
  }

  private String run(Spec spec) throws Exception {
    return run(sandbox.request(spec));
  }

  private static Spec sh(String script) {
    return Specs.runc("sh", "-c", script);
  }

  private static Spec process(Spec spec, UnaryOperator<Process> change) {
    return spec.withProcess(change.apply(spec.process().orElseThrow()));
  }

  private static Spec linux(Spec spec, UnaryOperator<Linux> change) {
    return spec.withLinux(change.apply(spec.linux().orElseThrow()));
  }

  private static Spec mount(Spec spec, Mount mount) {
    List<Mount> mounts = new ArrayList<>(spec.mounts());
    mounts.add(mount);
    return spec.withMounts(mounts);
  }

  @Test
  void masksAndProtectsPaths() throws Exception {
    Spec spec =
        linux(
            sh(
                "cat /proc/cpuinfo | wc -c; ls -A /proc/fs | wc -l; ls -A /proc/tty | wc -l;"
                    + " touch /proc/tty/x; echo x > /proc/sys/kernel/hostname"),
            l ->
                l.withMaskedPaths(
                    List.of("/proc/fs", "/proc/cpuinfo", "/proc/tty", "/proc/nothing")));
    assertEquals(
        "0\n0\n0\n"
            + "touch: /proc/tty/x: Read-only file system\n"
            + "sh: can't create /proc/sys/kernel/hostname: Read-only file system\n",
        run(spec));
  }

  @Test
  void hasTheDevicesOfTheSpecification() throws Exception {
    assertEquals(
        "1,3 666\n1,5 666\n1,7 666\n1,8 666\n1,9 666\n5,0 666\n"
            + "/proc/self/fd\n/proc/self/fd/0\n/proc/self/fd/1\n/proc/self/fd/2\npts/ptmx\n",
        run(
            sh(
                "for d in null zero full random urandom tty; do stat -c '%t,%T %a' /dev/$d; done;"
                    + " cd /dev; for l in fd stdin stdout stderr ptmx; do readlink $l; done")));
  }

  @Test
  void seesItsOwnCgroupAsRoot() throws Exception {
    assertEquals("0::/\n", run(sh("grep 0:: /proc/self/cgroup")));
  }

  @Test
  void looksUsersUpInside() throws Exception {
    assertEquals(
        "uid=1000(app) gid=1001(app) groups=29(audio),44(video),1001(app)\n/home/app\n",
        run(sandbox.request(sh("id; echo $HOME")).withUser("app")));
    assertEquals(
        "uid=1000(app) gid=44(video) groups=44(video)\n",
        run(sandbox.request(sh("id")).withUser("1000:video")));
  }

  @Test
  void letsTheUserOpenItsStandardStreams() throws Exception {
    assertEquals("x\n", run(sandbox.request(sh("echo x > /dev/stdout")).withUser("app")));
  }

  @Test
  void setsCapabilities() throws Exception {
    // CAP_KILL is bit 5, CAP_NET_BIND_SERVICE bit 10, CAP_AUDIT_WRITE bit 29
    assertEquals(
        "CapInh:\t0000000000000000\nCapPrm:\t0000000020000420\nCapEff:\t0000000020000420\n"
            + "CapBnd:\t0000000020000420\nCapAmb:\t0000000000000000\nNoNewPrivs:\t1\n",
        run(sh("grep -E 'Cap|NoNew' /proc/self/status")));
  }

  @Test
  void setsAmbientCapabilitiesOfAnotherUser() throws Exception {
    List<String> kill = List.of("CAP_KILL");
    Spec spec =
        process(
            sh("grep -E 'CapEff|CapAmb' /proc/self/status"),
            p ->
                p.withUser(User.of(1000, 1001))
                    .withCapabilities(
                        Capabilities.of(kill).withInheritable(kill).withAmbient(kill)));
    assertEquals("CapEff:\t0000000000000020\nCapAmb:\t0000000000000020\n", run(spec));
  }

  @Test
  void setsLimits() throws Exception {
    Spec spec =
        process(
            sh("ulimit -Sn; ulimit -Hn"),
            p -> p.withRlimits(List.of(Rlimit.of(RlimitType.RLIMIT_NOFILE, 100, 200))));
    assertEquals("100\n200\n", run(spec));
  }

  @Test
  void makesTheWorkingDirectory() throws Exception {
    assertEquals("/srv/app\n", run(process(sh("pwd"), p -> p.withCwd("/srv/app"))));
  }

  @Test
  void refusesToWriteToAReadOnlyRoot() throws Exception {
    assertEquals(
        "touch: /x: Read-only file system\nok\n",
        run(sh("touch /x; touch /dev/shm/x && echo ok").withRoot(Root.of("rootfs", true)))
            .lines()
            .sorted(java.util.Comparator.reverseOrder())
            .reduce("", (a, b) -> a + b + "\n"));
  }

  @Test
  void bindsDirectoriesAndFiles() throws Exception {
    Path source = Files.createDirectory(sandbox.directory().resolve("data"));
    Files.writeString(source.resolve("file"), "content\n");
    Spec spec =
        mount(
            mount(
                sh("cat /a/b/file /etc/one; touch /a/b/new; touch /etc/one"),
                Mount.of("/a/b", "bind", source.toString(), List.of("rbind", "ro"))),
            Mount.of("/etc/one", "bind", source.resolve("file").toString(), List.of("bind")));
    assertEquals("content\ncontent\ntouch: /a/b/new: Read-only file system\n", run(spec));
  }

  @Test
  void mountsThroughLinksStayInside() throws Exception {
    Files.createSymbolicLink(sandbox.root().resolve("link"), Path.of("/../../../../tmp"));
    Path source = Files.createDirectory(sandbox.directory().resolve("data"));
    Files.writeString(source.resolve("file"), "content\n");
    Spec spec =
        mount(
            sh("cat /tmp/sub/file"),
            Mount.of("/link/sub", "bind", source.toString(), List.of("bind")));
    assertEquals("content\n", run(spec));
    assertTrue(Files.notExists(Path.of("/tmp/sub")));
  }

  @Test
  void refusesAProcThatIsALink() throws Exception {
    Files.delete(sandbox.root().resolve("proc"));
    Files.createSymbolicLink(sandbox.root().resolve("proc"), Path.of("/tmp"));
    StepException e =
        org.junit.jupiter.api.Assertions.assertThrows(StepException.class, () -> run(sh("true")));
    assertTrue(e.getMessage().contains("ELOOP"), e.getMessage());
  }

  @Test
  void stacksLayers() throws Exception {
    assertEquals("128 1\nlayer 1\n", run(layers(128)));
  }

  @Test
  void stacksLayersTheClassicWay() throws Exception {
    sandbox.close();
    sandbox =
        Sandbox.open(
            dev.davit.runtime.host.HostProbe.host().withLowerdirPlus(false),
            UnaryOperator.identity());
    assertEquals("128 1\nlayer 1\n", run(layers(128)));
  }

  private ContainerRequest layers(int count) throws Exception {
    Path all = Files.createDirectory(sandbox.directory().resolve("layers"));
    List<Path> lowerdirs = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Path layer = Files.createDirectories(all.resolve(i + "/diff"));
      Files.writeString(layer.resolve("top"), "layer " + i + "\n");
      Files.createDirectory(layer.resolve("d"));
      Files.writeString(layer.resolve("d/" + i), "");
      lowerdirs.add(layer);
    }
    lowerdirs.set(count - 1, sandbox.root());
    Files.createDirectory(sandbox.root().resolve("d"));
    Files.writeString(sandbox.root().resolve("d/base"), "");
    Path upper = Files.createDirectory(sandbox.directory().resolve("upper"));
    Path work = Files.createDirectory(sandbox.directory().resolve("work"));
    String script = "echo $(ls /d | wc -l) $(ls /d/1 | wc -l); cat /top; echo x > /written";
    return sandbox.request(sh(script), new RootSource.Overlay(lowerdirs, upper, work));
  }

  @Test
  void protectsTheWholeMachineByALayer() throws Exception {
    Path upper = Files.createDirectory(sandbox.directory().resolve("upper"));
    Path work = Files.createDirectory(sandbox.directory().resolve("work"));
    ContainerRequest request =
        sandbox.request(
            sh("echo x > /davit-was-here; cat /davit-was-here"),
            new RootSource.Overlay(List.of(Path.of("/")), upper, work));
    assertEquals("x\n", run(request));
    assertTrue(Files.notExists(Path.of("/davit-was-here")));
  }

  @Test
  void givesATerminal() throws Exception {
    Spec spec =
        process(
            sh("tty; stty size; ls -l /dev/console | wc -l; echo x > /dev/console"),
            p -> p.withTerminal(true));
    Container container =
        sandbox.runtime().start(sandbox.request(spec).withStdio(Stdio.terminal(30, 100)));
    String out = new String(container.console().output().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("/dev/pts/0\r\n30 100\r\n1\r\nx\r\n", out);
    container.delete();
  }

  @Test
  void mapsUsers() throws Exception {
    chownTree(100000);
    Spec spec =
        linux(
            sh("cat /proc/self/uid_map; id -u; touch /made; ls -ln /made; ls /dev/null"),
            l -> {
              List<Namespace> namespaces = new ArrayList<>(l.namespaces());
              namespaces.add(Namespace.created(NamespaceType.USER));
              return l.withNamespaces(namespaces)
                  .withUidMappings(List.of(IdMapping.of(0, 100000, 65536)))
                  .withGidMappings(List.of(IdMapping.of(0, 100000, 65536)));
            });
    String out = run(spec);
    assertTrue(out.startsWith("         0     100000      65536\n0\n"), out);
    assertTrue(out.endsWith("/dev/null\n"), out);
    assertEquals(100000, Files.getAttribute(sandbox.root().resolve("made"), "unix:uid"));
  }

  @Test
  void givesTerminalAndPipesToAMappedUser() throws Exception {
    chownTree(100000);
    Files.createSymbolicLink(sandbox.root().resolve("bin/test"), Path.of("busybox"));
    Spec spec =
        process(
            userNamespace(sh("echo x > /dev/stdout; stat -c %u /proc/self/fd/1 -L; id -u")),
            p -> p.withUser(User.of(1000, 1000)));
    assertEquals("x\n1000\n1000\n", run(spec));
    Spec terminal =
        process(
            userNamespace(sh("tty; stat -c %u:%g /dev/pts/0; echo y > /dev/tty")),
            p -> p.withTerminal(true));
    Container container =
        sandbox.runtime().start(sandbox.request(terminal).withStdio(Stdio.terminal(3, 4)));
    String out = new String(container.console().output().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("/dev/pts/0\r\n0:5\r\ny\r\n", out);
    container.delete();
  }

  private static Spec userNamespace(Spec spec) {
    return linux(
        spec,
        l -> {
          List<Namespace> namespaces = new ArrayList<>(l.namespaces());
          namespaces.add(Namespace.created(NamespaceType.USER));
          return l.withNamespaces(namespaces)
              .withUidMappings(List.of(IdMapping.of(0, 100000, 65536)))
              .withGidMappings(List.of(IdMapping.of(0, 100000, 65536)));
        });
  }

  private void chownTree(int id) throws Exception {
    try (var all = Files.walk(sandbox.root())) {
      for (Path path : all.toList()) {
        Files.setAttribute(path, "unix:uid", id, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", id, java.nio.file.LinkOption.NOFOLLOW_LINKS);
      }
    }
    // the way to the root filesystem is the host's
    sandbox.directory().toFile().setExecutable(true, false);
  }

  @Test
  void shiftsTheClock() throws Exception {
    Spec spec =
        linux(
            sh("cut -d. -f1 /proc/uptime"),
            l -> {
              List<Namespace> namespaces = new ArrayList<>(l.namespaces());
              namespaces.add(Namespace.created(NamespaceType.TIME));
              return new Linux(
                  namespaces,
                  l.uidMappings(),
                  l.gidMappings(),
                  Map.of(
                      "boottime",
                      new TimeOffset(Optional.of(1_000_000_000L), Optional.empty(), Map.of())),
                  l.devices(),
                  l.netDevices(),
                  l.cgroupsPath(),
                  l.resources(),
                  l.intelRdt(),
                  l.memoryPolicy(),
                  l.sysctl(),
                  l.seccomp(),
                  l.rootfsPropagation(),
                  l.maskedPaths(),
                  l.readonlyPaths(),
                  l.mountLabel(),
                  l.personality(),
                  l.unknown());
            });
    Files.createSymbolicLink(sandbox.root().resolve("bin/cut"), Path.of("busybox"));
    assertTrue(Long.parseLong(run(spec).trim()) > 1_000_000_000L);
  }

  @Test
  void joinsNamespaces() throws Exception {
    Container first = sandbox.start(Specs.runc("sleep", "1000"));
    Spec spec =
        linux(
            sh("hostname; ps | grep -c 'sleep 100[0]'"),
            l ->
                l.withNamespaces(
                    l.namespaces().stream()
                        .map(
                            n ->
                                switch (n.type()) {
                                  case PID -> joined(n, first, "pid");
                                  case UTS -> joined(n, first, "uts");
                                  case IPC -> joined(n, first, "ipc");
                                  case NETWORK -> joined(n, first, "net");
                                  default -> n;
                                })
                        .toList()));
    assertEquals("box\n1\n", run(spec));
    first.delete();
  }

  private static Namespace joined(Namespace namespace, Container other, String name) {
    return Namespace.joined(namespace.type(), "/proc/" + other.pid() + "/ns/" + name);
  }

  @Test
  void setsKernelParameters() throws Exception {
    Spec spec =
        linux(
            sh(
                "cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax; ip addr | grep -c LOOPBACK,UP"),
            l -> l.withSysctl(Map.of("net.ipv4.ip_forward", "1", "kernel.msgmax", "65536")));
    assertEquals("1\n65536\n1\n", run(spec));
  }

  @Test
  void filtersSystemCalls() throws Exception {
    Seccomp filter =
        new Seccomp(
            SeccompAction.SCMP_ACT_ALLOW,
            Optional.empty(),
            List.of(),
            List.of(SeccompFlag.SECCOMP_FILTER_FLAG_LOG),
            Optional.empty(),
            Optional.empty(),
            List.of(
                new SeccompSyscall(
                    List.of("mkdir", "mkdirat"),
                    SeccompAction.SCMP_ACT_ERRNO,
                    Optional.of(28L),
                    List.of(),
                    Map.of())),
            Map.of());
    String script = "mkdir /x; grep Seccomp: /proc/self/status";
    String expected = "Seccomp:\t2\nmkdir: can't create directory '/x': No space left on device\n";
    assertEquals(expected, run(linux(sh(script), l -> l.withSeccomp(filter))));
    Spec privileged = process(sh(script), p -> p.withNoNewPrivileges(false));
    assertEquals(expected, run(linux(privileged, l -> l.withSeccomp(filter))));
  }

  @Test
  void saysThatMemoryRanOut() throws Exception {
    Memory limit =
        new Memory(
            Optional.of(16L << 20),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    Spec spec =
        linux(
            Specs.runc("dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1"),
            l -> l.withResources(Resources.empty().withMemory(limit)));
    Container container = sandbox.start(spec);
    ContainerExit exit = container.waitFor();
    assertEquals(137, exit.code());
    assertTrue(exit.oomKilled());
    container.delete();
  }

  @Test
  void passesDescriptorsOn() throws Exception {
    Path out = sandbox.directory().resolve("out");
    try (Fd in = Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDONLY);
        Fd file =
            Descriptors.open(
                Fd.CWD, out.toString(), OpenFlags.O_WRONLY | OpenFlags.O_CREAT, 0600)) {
      Container container =
          sandbox
              .runtime()
              .start(
                  sandbox
                      .request(sh("echo out; echo err >&2; ls /proc/self/fd | wc -l"))
                      .withStdio(new Stdio.Descriptors(in, file, file)));
      container.waitFor();
      container.delete();
    }
    // 0, 1, 2 and the directory that ls reads: nothing of the host's is open
    assertEquals("out\nerr\n4\n", Files.readString(out));
  }

  @Test
  void keepsPipesOpenInTheSupervisor() throws Exception {
    Container container =
        sandbox
            .runtime()
            .start(
                sandbox
                    .request(sh("sleep 0.3; echo alive; echo alive >&2; exit 5"))
                    .withStdio(new Stdio.Pipes(true)));
    container.stdout().close();
    container.stderr().close();
    assertEquals(5, container.waitFor().code());
    container.delete();
  }

  @Test
  void keepsMountsOfEitherSideFromTheOther() throws Exception {
    Path shared = Files.createDirectory(sandbox.directory().resolve("shared"));
    Spec spec =
        mount(
            process(
                sh("mount -t tmpfs tmpfs /shared; touch /shared/inside; ls /shared"),
                p -> p.withCapabilities(Capabilities.of(List.of("CAP_SYS_ADMIN")))),
            Mount.of("/shared", "bind", shared.toString(), List.of("rbind")));
    assertEquals("inside\n", run(spec));
    try (var files = Files.list(shared)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void sharesTheHostsProcessesAndNetworkWhenAskedAndStillEndsThemAll() throws Exception {
    Spec spec =
        linux(
            sh("sleep 1000 & echo $$; ls /sys/class/net | wc -l"),
            l ->
                l.withNamespaces(
                    l.namespaces().stream()
                        .filter(
                            n -> n.type() != NamespaceType.PID && n.type() != NamespaceType.NETWORK)
                        .toList()));
    Container container = sandbox.runtime().start(sandbox.request(spec).withStdio(Stdio.pipes()));
    byte[] line = new byte[32];
    int count = container.stdout().read(line);
    String pid = new String(line, 0, count, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    assertEquals(Integer.toString(container.pid()), pid);
    assertEquals(0, container.waitFor().code());
    container.delete();
  }

  @Test
  void searchesThePathOfTheContainer() throws Exception {
    Spec spec =
        process(
            Specs.runc("hello"), p -> p.withEnv(List.of("PATH=/nowhere:/etc/passwd:/opt:/bin")));
    Files.createDirectories(sandbox.root().resolve("opt"));
    Path hello = sandbox.root().resolve("opt/hello");
    Files.writeString(hello, "#!/bin/sh\necho hello\n");
    hello.toFile().setExecutable(true, false);
    assertEquals("hello\n", run(spec));
  }
}
