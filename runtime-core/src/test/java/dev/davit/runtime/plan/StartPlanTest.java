package dev.davit.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Architecture;
import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.Hook;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Resources;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.NetworkHelper;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Specs;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.Hierarchy;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.state.ContainerId;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Compares plans with texts that were read by people. {@code -Ddavit.golden=write} writes the texts
 * anew, to be read again.
 */
class StartPlanTest {

  private static final Host UNIFIED =
      Host.complete(
          Architecture.X86_64,
          CgroupLayout.unified(Path.of("/sys/fs/cgroup"), Set.of("cpu", "memory", "pids")));

  private static final Host HYBRID =
      Host.complete(
          Architecture.X86_64,
          new CgroupLayout(
              Optional.of(hierarchy("unified")),
              Set.of(),
              Map.of("memory", hierarchy("memory"), "pids", hierarchy("pids"))));

  private static final RootSource ROOT = new RootSource.Directory(Path.of("/bundle/rootfs"));

  private static Hierarchy hierarchy(String name) {
    return new Hierarchy(Path.of("/sys/fs/cgroup", name), CgroupPath.ROOT, false);
  }

  private static StartPlan plan(Spec spec, RootSource root, Stdio stdio, Host host, String... v1) {
    return StartPlan.of(
        ContainerRequest.of(new ContainerId("web"), spec, root, stdio),
        host,
        new Findings(
            path -> !path.endsWith("file"),
            path -> Optional.empty(),
            List.of(v1),
            List::of,
            Optional.empty()));
  }

  private static void assertPlan(String name, StartPlan plan) throws Exception {
    String file = name + ".txt";
    if ("write".equals(System.getProperty("davit.golden"))) {
      Files.writeString(Path.of("src/test/resources/dev/davit/runtime/plan", file), plan.print());
      return;
    }
    try (InputStream in = StartPlanTest.class.getResourceAsStream(file)) {
      assertEquals(new String(in.readAllBytes(), StandardCharsets.UTF_8), plan.print());
    }
  }

  @Test
  void plansWhatRuncWritesByDefault() throws Exception {
    assertPlan("default", plan(Specs.runc("sh"), ROOT, Stdio.pipes(), UNIFIED));
  }

  @Test
  void plansAUserNamespaceByBindingDevicesAndWaitingForMappings() throws Exception {
    Linux linux = Specs.runc("sh").linux().orElseThrow();
    List<Namespace> namespaces = new ArrayList<>(linux.namespaces());
    namespaces.add(Namespace.created(NamespaceType.USER));
    Spec spec =
        Specs.runc("sh")
            .withLinux(
                linux
                    .withNamespaces(namespaces)
                    .withUidMappings(List.of(IdMapping.of(0, 100000, 65536)))
                    .withGidMappings(List.of(IdMapping.of(0, 100000, 65536))));
    assertPlan("user-namespace", plan(spec, ROOT, Stdio.pipes(), UNIFIED));
    Spec asked =
        Specs.patched(
            spec,
            "{'linux':{'devices':[{'path':'/dev/mine','type':'c','major':1,'minor':5,'uid':7}]}}");
    String print = plan(asked, ROOT, Stdio.pipes(), UNIFIED).print();
    assertTrue(print.contains("\"0\", 100007, 100000, AT_SYMLINK_NOFOLLOW"), print);
    assertTrue(print.contains("<devices>, \"0\", OPEN_TREE_CLONE"), print);
  }

  @Test
  void labelsTheProgramAndMountsThroughAPrivateProc() throws Exception {
    Host labelling =
        new Host(
            UNIFIED.architecture(),
            "test",
            UNIFIED.cgroups(),
            UNIFIED.namespaces(),
            0,
            UNIFIED.effectiveCapabilities(),
            true,
            true,
            true,
            true,
            true,
            true);
    Spec spec =
        Specs.patched(
            Specs.runc("sh"),
            "{'process':{'apparmorProfile':'strict','selinuxLabel':'a:b:c:s0'},"
                + "'linux':{'mountLabel':'a:b:d:s0','sysctl':{'net.ipv4.ip_forward':'1'}}}");
    String print = plan(spec, ROOT, Stdio.pipes(), labelling).print();
    assertTrue(
        print.contains("fsconfig(<filesystem>, FSCONFIG_SET_STRING, \"context\", \"a:b:d:s0\", 0)"),
        print);
    assertTrue(print.contains("openat2(<private proc>, \"thread-self/attr/apparmor/exec\""), print);
    assertTrue(print.contains("write(<label>, \"exec strict\", 11)"), print);
    assertTrue(print.contains("write(<label>, \"a:b:c:s0\", 8)"), print);
    assertTrue(print.contains("openat2(<private proc>, \"sys/net/ipv4/ip_forward\""), print);
    Hook hook = new Hook("/bin/true", List.of(), List.of(), Optional.empty(), Map.of());
    StringBuilder hooked = new StringBuilder();
    HookPlan.confined(hook, List.of("mnt"), false, List.of(), spec, labelling, Optional.empty())
        .planned()
        .print(hooked);
    assertTrue(
        hooked.toString().contains("write(<label>, \"exec strict\", 11)"), hooked.toString());
  }

  @Test
  void connectsANetworkBeforeInitIsClonedIntoIt() {
    NetworkHelper helper =
        new NetworkHelper(Path.of("/usr/bin/pasta"), List.of("pasta"), NetworkHelper.OUTPUT);
    ContainerRequest request =
        ContainerRequest.of(new ContainerId("net"), Specs.runc("sh"), ROOT, Stdio.pipes())
            .withNetwork(Optional.of(helper));
    StartPlan.check(request, UNIFIED);
    String text = StartPlan.of(request, UNIFIED, Findings.of(List.of(), Optional.empty())).print();
    String clone = text.lines().filter(l -> l.contains("CLONE_NEWPID")).findFirst().orElseThrow();
    assertFalse(clone.contains("CLONE_NEWNET"), clone);
    List<String> order =
        List.of(
            "# make a network namespace",
            "# start pasta",
            "# wait until the network is connected",
            "# clone the container's init",
            "# join the net namespace");
    assertEquals(order, text.lines().filter(order::contains).toList());
  }

  @Test
  void plansATerminalAndBindsOnAHybridHost() throws Exception {
    Spec plain = Specs.runc("sh");
    List<Mount> mounts = new ArrayList<>(plain.mounts());
    mounts.add(Mount.of("/data", "bind", "/srv/data", List.of("rbind", "ro", "rslave")));
    mounts.add(Mount.of("/etc/hosts", "bind", "/srv/file", List.of("bind")));
    Spec spec =
        plain
            .withMounts(mounts)
            .withProcess(plain.process().orElseThrow().withTerminal(true).withCwd("/srv"));
    assertPlan(
        "hybrid-terminal", plan(spec, ROOT, Stdio.terminal(24, 80), HYBRID, "memory", "pids"));
  }

  @Test
  void plansLayersTheClassicWayWithShortNames() throws Exception {
    RootSource layers =
        new RootSource.Overlay(
            List.of(
                Path.of("/var/lib/davit/overlay2/2/diff"),
                Path.of("/var/lib/davit/overlay2/1/diff")),
            Path.of("/var/lib/davit/containers/web/upper"),
            Path.of("/var/lib/davit/containers/web/work"));
    String print =
        plan(Specs.runc("sh"), layers, Stdio.pipes(), UNIFIED.withLowerdirPlus(false)).print();
    assertTrue(
        print.contains(
            "chdir(\"/var/lib/davit/overlay2\")\n"
                + "mount(\"overlay\", \"/var/lib/davit/containers/web/upper\", \"overlay\", 0,"
                + " \"lowerdir=2/diff:1/diff,upperdir=/var/lib/davit/containers/web/upper,"
                + "workdir=/var/lib/davit/containers/web/work\")\n"),
        print);
  }

  @Test
  void plansLayersOneByOne() {
    RootSource layers =
        new RootSource.Overlay(
            List.of(Path.of("/l/2"), Path.of("/l/1")), Path.of("/c/upper"), Path.of("/c/work"));
    String print = plan(Specs.runc("sh"), layers, Stdio.pipes(), UNIFIED).print();
    assertTrue(
        print.startsWith(
            "# stack 2 layers\n"
                + "fsopen(\"overlay\", FSOPEN_CLOEXEC) = <filesystem>\n"
                + "fsconfig(<filesystem>, FSCONFIG_SET_STRING, \"lowerdir+\", \"/l/2\", 0)\n"
                + "fsconfig(<filesystem>, FSCONFIG_SET_STRING, \"lowerdir+\", \"/l/1\", 0)\n"
                + "fsconfig(<filesystem>, FSCONFIG_SET_STRING, \"upperdir\", \"/c/upper\", 0)\n"),
        print);
  }

  @Test
  void numbersTheDescriptorsThatTheSupervisorKeepsFirst() {
    StartPlan plan = plan(Specs.runc("sh"), ROOT, new Stdio.Pipes(true), HYBRID, "memory");
    assertEquals(
        List.of(
            "report",
            "exit",
            "held stdout",
            "held stderr",
            "cgroup",
            "cgroup.procs memory",
            "rootfs"),
        plan.descriptors());
    assertTrue(plan.print().contains("close_range(0, 2, 0)\nclose_range(7, 4294967295, 0)\n"));
  }

  @Test
  void nevermovesAMountToAHostPathAfterTheRootHasChanged() {
    String print = plan(Specs.runc("sh"), ROOT, Stdio.pipes(), UNIFIED).print();
    String after = print.substring(print.indexOf("# change the root"));
    long moves = after.lines().filter(line -> line.contains("move_mount(")).count();
    long byDescriptor =
        after.lines().filter(line -> line.contains("MOVE_MOUNT_T_EMPTY_PATH")).count();
    // the one that is not is that of the root itself
    assertEquals(moves - 1, byDescriptor);
  }

  @Test
  void warnsOfCapabilitiesThatThisProcessDoesNotHold() {
    Spec spec = Specs.runc("sh");
    Host poor =
        new Host(
            Architecture.X86_64,
            "poor",
            UNIFIED.cgroups(),
            Host.ALL_NAMESPACES,
            0,
            Set.of(dev.davit.linux.Capability.KILL),
            true,
            true,
            true,
            true,
            false,
            false);
    StartPlan plan = plan(spec, ROOT, Stdio.pipes(), poor);
    assertFalse(plan.warnings().isEmpty());
    assertTrue(
        plan.warnings()
            .contains(
                "$.process.capabilities.bounding: CAP_AUDIT_WRITE: not held by this process itself"),
        plan.warnings().toString());
  }

  @Test
  void warnsOfDeviceRulesThatNoCgroupCanHold() {
    Host bare = UNIFIED.withCgroups(CgroupLayout.none());
    Spec spec = Specs.runc("sh");
    DeviceRule nothing =
        new DeviceRule(
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("rwm"),
            Map.of());
    Resources resources = Resources.empty().withDevices(List.of(nothing));
    spec = spec.withLinux(spec.linux().orElseThrow().withResources(resources));
    StartPlan plan = plan(spec, ROOT, Stdio.pipes(), bare);
    assertEquals(
        List.of(
            "$.linux.resources.devices: no cgroup hierarchy is mounted here: the container may use"
                + " every device that its capabilities let it make"),
        plan.warnings());
    assertEquals(List.of(), plan(spec, ROOT, Stdio.pipes(), UNIFIED).warnings());
  }
}
