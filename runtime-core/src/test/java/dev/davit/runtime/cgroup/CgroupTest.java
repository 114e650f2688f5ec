package dev.davit.runtime.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.oci.runtime.Cpu;
import dev.davit.oci.runtime.Memory;
import dev.davit.oci.runtime.Pids;
import dev.davit.oci.runtime.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTest {

  private static final CgroupPath PATH = CgroupPath.DAVIT.child("x");
  private static final Resources MEMORY =
      Resources.empty().withMemory(Memory.empty().withLimit(1 << 20));
  private static final Resources MUCH =
      MEMORY.withPids(Pids.of(5)).withCpu(Cpu.empty().withQuota(5000).withCpus("0"));

  @TempDir private Path root;
  private PlainCgroupFilesystem files;

  @BeforeEach
  void mount() {
    files = new PlainCgroupFilesystem(root);
  }

  private CgroupLayout unified(String... enabledInRoot) {
    Set<String> all = new java.util.LinkedHashSet<>(List.of("cpu", "cpuset", "memory", "pids"));
    Hierarchy two = files.mountUnified(all, Set.of(enabledInRoot));
    return new CgroupLayout(Optional.of(two), all, Map.of());
  }

  private CgroupLayout hybrid() {
    Map<String, Hierarchy> v1 = new LinkedHashMap<>();
    for (String controller : List.of("cpu", "cpuset", "memory", "pids", "freezer")) {
      v1.put(controller, files.mountV1(controller));
    }
    return new CgroupLayout(Optional.of(files.mountUnified(Set.of(), Set.of())), Set.of(), v1);
  }

  private Cgroup create(CgroupLayout layout, CgroupPath path, Resources resources) {
    return Cgroup.create(
        files, layout, path, resources, ControllerEnabling.OWN, HierarchyChoice.LIMITED);
  }

  private String read(String file) throws ErrnoException {
    return files.read(root.resolve(file)).strip();
  }

  @Test
  void makesADirectoryOnlyWhereALimitLives() throws ErrnoException {
    Cgroup cgroup = create(hybrid(), PATH, MEMORY);
    assertEquals(
        List.of("memory/davit", "memory/davit/x", "unified/davit", "unified/davit/x"),
        files.cgroups());
    assertEquals("1048576", read("memory/davit/x/memory.limit_in_bytes"));
    assertEquals(Optional.of(root.resolve("unified/davit/x")), cgroup.directory());
    assertEquals(Set.of(root.resolve("memory/davit/x")), cgroup.v1Directories());
  }

  @Test
  void makesADirectoryWhereverALimitCouldLiveIfItIsToBeSetLater() throws ErrnoException {
    Cgroup cgroup =
        Cgroup.create(
            files,
            hybrid(),
            PATH,
            Resources.empty(),
            ControllerEnabling.OWN,
            HierarchyChoice.LIMITABLE);
    assertEquals(
        Set.of("cpu", "cpuset", "memory", "pids"),
        cgroup.v1Directories().stream()
            .map(directory -> root.relativize(directory).getName(0).toString())
            .collect(Collectors.toSet()));
    assertEquals("0-1", read("cpuset/davit/x/cpuset.cpus"));
    cgroup.apply(MUCH);
    assertEquals("1048576", read("memory/davit/x/memory.limit_in_bytes"));
    assertEquals("5", read("pids/davit/x/pids.max"));
    assertEquals("5000", read("cpu/davit/x/cpu.cfs_quota_us"));
    cgroup.remove();
    assertEquals(List.of(), files.cgroups());
  }

  @Test
  void offersEveryControllerOfItsParentIfLimitsAreToBeSetLater() throws ErrnoException {
    CgroupLayout layout = unified("memory", "pids");
    Cgroup cgroup =
        Cgroup.create(
            files,
            layout,
            PATH,
            Resources.empty(),
            ControllerEnabling.OWN,
            HierarchyChoice.LIMITABLE);
    assertEquals("", read("unified/davit/x/memory.max"));
    cgroup.apply(MEMORY.withPids(Pids.of(5)));
    assertEquals("1048576", read("unified/davit/x/memory.max"));
    assertEquals("5", read("unified/davit/x/pids.max"));
  }

  @Test
  void keepsTheQuotaWhereThePeriodIsChangedAndThePeriodWhereTheQuotaIs() throws ErrnoException {
    Resources both = Resources.empty().withCpu(Cpu.empty().withQuota(500000).withPeriod(1000000));
    Resources period = Resources.empty().withCpu(Cpu.empty().withPeriod(900000));
    Resources quota = Resources.empty().withCpu(Cpu.empty().withQuota(600000));
    Cgroup two = create(unified("cpu"), PATH, both);
    two.apply(period);
    assertEquals("500000 900000", read("unified/davit/x/cpu.max"));
    two.apply(quota);
    assertEquals("600000 900000", read("unified/davit/x/cpu.max"));
    two.apply(Resources.empty().withCpu(Cpu.empty().withQuota(-1)));
    assertEquals("max 900000", read("unified/davit/x/cpu.max"));
  }

  @Test
  void keepsQuotaAndPeriodInV1AsWell() throws ErrnoException {
    Resources both = Resources.empty().withCpu(Cpu.empty().withQuota(500000).withPeriod(1000000));
    Cgroup one = create(hybrid(), PATH, both);
    one.apply(Resources.empty().withCpu(Cpu.empty().withPeriod(900000)));
    assertEquals("500000", read("cpu/davit/x/cpu.cfs_quota_us"));
    one.apply(Resources.empty().withCpu(Cpu.empty().withQuota(600000)));
    assertEquals("900000", read("cpu/davit/x/cpu.cfs_period_us"));
    assertEquals("600000", read("cpu/davit/x/cpu.cfs_quota_us"));
  }

  @Test
  void isElsewhereOnlyInTheHierarchyThatIsNamed() throws ErrnoException {
    Cgroup cgroup = create(hybrid(), PATH, MUCH);
    files.mkdir(root.resolve("pids/davit/x/sub"));
    Cgroup place = cgroup.inV1("pids", PATH.child("sub"));
    assertEquals(Optional.of(root.resolve("unified/davit/x")), place.directory());
    assertTrue(place.v1Directories().contains(root.resolve("pids/davit/x/sub")));
    assertTrue(place.v1Directories().contains(root.resolve("memory/davit/x")));
    assertFalse(place.v1Directories().contains(root.resolve("pids/davit/x")));
    assertEquals(
        place.v1Directories(), cgroup.below(PATH.child("sub")).orElseThrow().v1Directories());
    assertEquals(Optional.empty(), cgroup.below(PATH.child("other")));
    CgroupException unknown =
        assertThrows(CgroupException.class, () -> cgroup.inV1("what", PATH.child("sub")));
    assertTrue(unknown.getMessage().startsWith("unknown controller what"), unknown.getMessage());
    CgroupException missing =
        assertThrows(CgroupException.class, () -> cgroup.inV1("memory", PATH.child("sub")));
    assertTrue(missing.getMessage().contains("no such file or directory"), missing.getMessage());
  }

  @Test
  void givesControllersOnBelowItsOwnParent() throws ErrnoException {
    create(unified("memory", "pids"), PATH, MEMORY);
    assertEquals("memory", read("unified/davit/cgroup.subtree_control"));
    assertEquals("1048576", read("unified/davit/x/memory.max"));
    assertEquals("", read("unified/davit/x/cgroup.subtree_control"));
  }

  @Test
  void blamesTheMissingControllerNotTheMissingFile() {
    CgroupLayout layout = unified("pids");
    CgroupException e = assertThrows(CgroupException.class, () -> create(layout, PATH, MEMORY));
    assertEquals(
        "linux.resources.memory.limit: memory.max: controller memory is not enabled in "
            + root.resolve("unified/davit/x")
            + ": write +memory to "
            + root.resolve("unified/cgroup.subtree_control"),
        e.getMessage());
    assertEquals(List.of(), files.cgroups());
  }

  @Test
  void blamesTheMissingControllerWhenALimitIsAddedLater() {
    CgroupLayout layout = unified("pids");
    Cgroup cgroup = create(layout, PATH, Resources.empty());
    CgroupException e = assertThrows(CgroupException.class, () -> cgroup.apply(MEMORY));
    assertEquals(Optional.of(Errno.ENOENT), e.errno());
    assertTrue(e.getMessage().contains("controller memory is not enabled in"), e.getMessage());
  }

  @Test
  void enablesControllersInTheRootOnlyWhenTold() throws ErrnoException {
    CgroupLayout layout = unified();
    Cgroup.create(
        files, layout, PATH, MEMORY, ControllerEnabling.EVERYWHERE, HierarchyChoice.LIMITED);
    assertEquals("memory", read("unified/cgroup.subtree_control"));
    assertEquals("memory", read("unified/davit/cgroup.subtree_control"));
  }

  @Test
  void changesNoCgroupThatSomebodyElseMade() throws ErrnoException {
    CgroupLayout layout = unified("memory");
    files.mkdir(root.resolve("unified/pods"));
    assertThrows(CgroupException.class, () -> create(layout, new CgroupPath("/pods/x"), MEMORY));
    assertEquals("", read("unified/pods/cgroup.subtree_control"));
    assertEquals(List.of("unified/pods"), files.cgroups());
  }

  @Test
  void letsAParentThatItMakesHoldLaterLimits() throws ErrnoException {
    CgroupLayout layout = unified("memory", "pids");
    CgroupPath parent = CgroupPath.ROOT.child("somebody");
    create(layout, parent.child("first"), Resources.empty());
    create(layout, parent.child("second"), MEMORY);
    assertEquals("1048576", read("unified/somebody/second/memory.max"));
  }

  @Test
  void saysThatProcessesAreInTheWay() throws ErrnoException {
    CgroupLayout layout = unified("memory");
    files.mkdir(root.resolve("unified/davit"));
    files.put(root.resolve("unified/davit/cgroup.procs"), "77\n");
    CgroupException e = assertThrows(CgroupException.class, () -> create(layout, PATH, MEMORY));
    assertEquals(
        "controller memory: cannot be enabled in "
            + root.resolve("unified/davit")
            + " while processes are in that cgroup itself: move them into one below it",
        e.getMessage());
  }

  @Test
  void makesCpusetsOfV1ReadyToBeJoined() throws ErrnoException {
    create(hybrid(), PATH, Resources.empty().withCpu(Cpu.empty().withCpus("1")));
    assertEquals("0-1", read("cpuset/davit/cpuset.cpus"));
    assertEquals("1", read("cpuset/davit/x/cpuset.cpus"));
    assertEquals("0", read("cpuset/davit/x/cpuset.mems"));
  }

  @Test
  void fillsCpusetsOfV1ThatSomebodyElseLeftEmpty() throws ErrnoException {
    CgroupLayout layout = hybrid();
    files.mkdir(root.resolve("cpuset/pod"));
    create(layout, new CgroupPath("/pod/x"), Resources.empty().withCpu(Cpu.empty().withCpus("1")));
    assertEquals("0-1", read("cpuset/pod/cpuset.cpus"));
    assertEquals("0", read("cpuset/pod/cpuset.mems"));
    assertEquals("1", read("cpuset/pod/x/cpuset.cpus"));
  }

  @Test
  void joinsTheHierarchiesThatLimitItsPod() {
    CgroupLayout layout = hybrid();
    create(layout, CgroupPath.DAVIT.child("pod"), MEMORY);
    Cgroup inner = create(layout, CgroupPath.DAVIT.child("pod").child("c"), Resources.empty());
    assertEquals(Set.of(root.resolve("memory/davit/pod/c")), inner.v1Directories());
  }

  @Test
  void leavesNothingWhateverCallFails() {
    CgroupLayout layout = hybrid();
    Cgroup whole = create(layout, PATH, MUCH);
    int calls = files.changes().size();
    whole.remove();
    assertTrue(calls > 15, "only " + calls + " calls");
    for (int call = 0; call < calls; call++) {
      files.failAt(call, Errno.EACCES);
      String what = "call " + call;
      CgroupException e =
          assertThrows(CgroupException.class, () -> create(layout, PATH, MUCH), what);
      assertEquals(Optional.of(Errno.EACCES), e.errno(), what);
      assertEquals(List.of(), files.cgroups(), what);
      assertEquals(0, e.getSuppressed().length, what);
    }
  }

  @Test
  void reportsAnUndoThatFailsBesideTheFirstFailure() {
    CgroupLayout layout = unified("memory");
    files.failAt(3, Errno.EIO);
    PlainCgroupFilesystem stubborn = files;
    CgroupFilesystem failing = new RefusingToRemove(stubborn);
    CgroupException e =
        assertThrows(
            CgroupException.class,
            () ->
                Cgroup.create(
                    failing,
                    layout,
                    PATH,
                    MEMORY,
                    ControllerEnabling.OWN,
                    HierarchyChoice.LIMITED));
    assertEquals(Optional.of(Errno.EIO), e.errno());
    assertEquals(2, e.getSuppressed().length);
  }

  @Test
  void makesAnewWhatACrashLeft() throws ErrnoException {
    CgroupLayout layout = unified("memory");
    create(layout, PATH, MEMORY);
    create(layout, PATH, Resources.empty());
    assertEquals("", read("unified/davit/x/memory.max"));
  }

  @Test
  void neverSharesACgroupThatIsInUse() {
    CgroupLayout layout = unified("memory");
    create(layout, PATH, Resources.empty());
    files.put(root.resolve("unified/davit/x/cgroup.procs"), "77\n");
    CgroupException e =
        assertThrows(CgroupException.class, () -> create(layout, PATH, Resources.empty()));
    assertEquals(
        root.resolve("unified/davit/x") + ": a cgroup of that name is in use", e.getMessage());
  }

  @Test
  void keepsAnEmptyCgroupThatSomebodyPrepared() throws ErrnoException {
    CgroupLayout layout = unified("memory");
    files.mkdir(root.resolve("unified/pod"));
    files.put(root.resolve("unified/pod/memory.low"), "7");
    create(layout, new CgroupPath("/pod"), MEMORY);
    assertEquals("7", read("unified/pod/memory.low"));
    assertEquals("1048576", read("unified/pod/memory.max"));
  }

  @Test
  void writesNothingWhereNoHierarchyIsMounted() {
    Hierarchy gone = new Hierarchy(root.resolve("gone"), CgroupPath.ROOT, false);
    CgroupLayout layout = new CgroupLayout(Optional.of(gone), Set.of(), Map.of());
    CgroupException e =
        assertThrows(CgroupException.class, () -> create(layout, PATH, Resources.empty()));
    assertEquals(
        root.resolve("gone") + ": not a mounted cgroup2 filesystem any more", e.getMessage());
    assertEquals(List.of(), files.changes());
  }

  @Test
  void raisesMemoryAndSwapOfV1InTheOrderThatTheKernelTakes() throws ErrnoException {
    hybrid();
    files.mkdir(root.resolve("memory/c"));
    files.failAt(0, Errno.EINVAL);
    List<Setting> settings =
        List.of(
            setting("memory.limit_in_bytes", "2", Setting.WhenMissing.REFUSE),
            setting("memory.memsw.limit_in_bytes", "3", Setting.WhenMissing.REFUSE));
    new SettingWriter(files, s -> root.resolve("memory/c")).write(settings);
    assertEquals(
        List.of(
            "write memory/c/memory.limit_in_bytes 2",
            "write memory/c/memory.memsw.limit_in_bytes 3",
            "write memory/c/memory.limit_in_bytes 2",
            "write memory/c/memory.memsw.limit_in_bytes 3"),
        files.changes());
  }

  @Test
  void saysWhatAFileTakesThatRefusesAValue() throws ErrnoException {
    refused("cpuset.mems", Errno.EINVAL, "/sys/devices/system/node/online");
    refused("cpu.cfs_quota_us", Errno.EINVAL, "no more than the cgroup above has");
    refused("memory.memsw.limit_in_bytes", Errno.EINVAL, "limit the memory as well");
    refused("blkio.throttle.read_bps_device", Errno.ENODEV, "see /proc/partitions");
  }

  private void refused(String file, Errno errno, String cure) throws ErrnoException {
    PlainCgroupFilesystem refusing = new PlainCgroupFilesystem(root);
    refusing.failAt(0, errno);
    SettingWriter writer = new SettingWriter(refusing, s -> root);
    List<Setting> settings = List.of(setting(file, "1", Setting.WhenMissing.REFUSE));
    CgroupException e = assertThrows(CgroupException.class, () -> writer.write(settings));
    assertTrue(e.getMessage().contains(cure), e.getMessage());
  }

  @Test
  void lowersQuotaAndPeriodOfV1InTheOrderThatTheKernelTakes() throws ErrnoException {
    hybrid();
    files.mkdir(root.resolve("cpu/c"));
    files.failAt(0, Errno.EINVAL);
    List<Setting> settings =
        List.of(
            setting("cpu.cfs_period_us", "10000", Setting.WhenMissing.REFUSE),
            setting("cpu.cfs_quota_us", "3000", Setting.WhenMissing.REFUSE));
    new SettingWriter(files, s -> root.resolve("cpu/c")).write(settings);
    assertEquals(
        List.of(
            "write cpu/c/cpu.cfs_period_us 10000",
            "write cpu/c/cpu.cfs_quota_us 3000",
            "write cpu/c/cpu.cfs_period_us 10000",
            "write cpu/c/cpu.cfs_quota_us 3000"),
        files.changes());
  }

  @Test
  void writesTheRealTimeFirstWhereThePeriodWouldBeBelowIt() throws ErrnoException {
    hybrid();
    files.mkdir(root.resolve("cpu/c"));
    files.put(root.resolve("cpu/c/cpu.rt_period_us"), "1000000\n");
    files.put(root.resolve("cpu/c/cpu.rt_runtime_us"), "600001\n");
    files.failAt(0, Errno.EINVAL);
    List<Setting> settings =
        List.of(
            setting("cpu.rt_period_us", "10000", Setting.WhenMissing.REFUSE),
            setting("cpu.rt_runtime_us", "3000", Setting.WhenMissing.REFUSE));
    new SettingWriter(files, s -> root.resolve("cpu/c")).write(settings);
    assertEquals(
        List.of(
            "write cpu/c/cpu.rt_period_us 10000",
            "write cpu/c/cpu.rt_runtime_us 3000",
            "write cpu/c/cpu.rt_period_us 10000",
            "write cpu/c/cpu.rt_runtime_us 3000"),
        files.changes());
  }

  @Test
  void triesTheNextFileOnlyWhenTheFirstIsMissing() {
    hybrid();
    Path pids = root.resolve("pids");
    List<Setting> settings =
        List.of(
            setting("absent", "1", Setting.WhenMissing.TRY_NEXT),
            setting("pids.max", "1", Setting.WhenMissing.REFUSE),
            setting("pids.max", "2", Setting.WhenMissing.TRY_NEXT),
            setting("absent", "2", Setting.WhenMissing.REFUSE),
            setting("absent", "3", Setting.WhenMissing.SKIP));
    new SettingWriter(files, s -> pids).write(settings);
    assertEquals(
        List.of(
            "write pids/absent 1",
            "write pids/pids.max 1",
            "write pids/pids.max 2",
            "write pids/absent 3"),
        files.changes());
  }

  private static Setting setting(String file, String value, Setting.WhenMissing missing) {
    return new Setting("linux.resources.f", "c", false, file, value, missing);
  }

  @Test
  void removesItsOwnParentsButNoOthers() throws ErrnoException {
    CgroupLayout layout = hybrid();
    files.mkdir(root.resolve("unified/other"));
    Cgroup own = create(layout, PATH, MEMORY);
    Cgroup foreign = create(layout, new CgroupPath("/other/x"), Resources.empty());
    own.remove();
    foreign.remove();
    own.remove();
    assertEquals(List.of("unified/other"), files.cgroups());
  }

  /** As podman makes pods of Kubernetes in the hierarchies of the controllers alone. */
  @Test
  void removesParentsOfWhichOnlyItKnows() throws ErrnoException {
    CgroupLayout layout = hybrid();
    files.mkdir(root.resolve("unified/other"));
    for (String directory : List.of("memory/pods", "memory/pods/one")) {
      files.mkdir(root.resolve(directory));
    }
    Cgroup first = create(layout, new CgroupPath("/pods/one/x"), Resources.empty());
    Cgroup second = create(layout, new CgroupPath("/pods/one/y"), Resources.empty());
    Cgroup below = create(layout, new CgroupPath("/other/pod/x"), Resources.empty());
    Cgroup unit = create(layout, new CgroupPath("/a.slice/pod/x"), Resources.empty());
    first.remove();
    assertTrue(files.cgroups().contains("unified/pods/one/y"));
    List.of(second, below, unit).forEach(Cgroup::remove);
    assertEquals(
        List.of("memory/pods", "memory/pods/one", "unified/a.slice", "unified/other"),
        files.cgroups());
  }

  @Test
  void leavesParentsWhereEverybodySeesThem() throws ErrnoException {
    create(unified("memory"), new CgroupPath("/pods/x"), MEMORY).remove();
    assertEquals(List.of("unified/pods"), files.cgroups());
  }

  @Test
  void removesWhatTheContainerMadeBelow() throws ErrnoException {
    Cgroup cgroup = create(hybrid(), PATH, Resources.empty());
    files.mkdir(root.resolve("unified/davit/x/a"));
    files.mkdir(root.resolve("unified/davit/x/a/b"));
    cgroup.remove();
    assertEquals(List.of(), files.cgroups());
  }

  @Test
  void isFoundAgainByItsPath() {
    CgroupLayout layout = hybrid();
    create(layout, PATH, MEMORY);
    Cgroup again = Cgroup.open(files, layout, PATH);
    assertEquals(Set.of(root.resolve("memory/davit/x")), again.v1Directories());
    again.remove();
    assertEquals(List.of(), files.cgroups());
  }

  @Test
  void readsWhatIsUsedFromWhereItIsCounted() {
    CgroupLayout layout = hybrid();
    Cgroup cgroup = create(layout, PATH, MEMORY.withPids(Pids.of(9)));
    files.put(root.resolve("memory/davit/x/memory.usage_in_bytes"), "4096\n");
    files.put(
        root.resolve("memory/davit/x/memory.oom_control"),
        "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    files.put(root.resolve("pids/davit/x/pids.current"), "3\n");
    files.put(root.resolve("unified/davit/x/cpu.stat"), "usage_usec 1500\nuser_usec 1000\n");
    CgroupStats stats = cgroup.stats();
    assertEquals(Optional.of(4096L), stats.memoryBytes());
    assertEquals(Optional.of(1048576L), stats.memoryLimitBytes());
    assertEquals(Optional.of(3L), stats.processes());
    assertEquals(Optional.of(9L), stats.processesLimit());
    assertEquals(Optional.of(Duration.ofNanos(1_500_000)), stats.cpuTotal());
    assertEquals(2, stats.oomKills());
    assertTrue(cgroup.oomKilled());
  }

  @Test
  void refusesALimitOfAHierarchyThatItIsNotIn() throws ErrnoException {
    Cgroup cgroup = create(hybrid(), PATH, MEMORY);
    CgroupException e =
        assertThrows(
            CgroupException.class,
            () -> cgroup.apply(MUCH.withMemory(Memory.empty().withLimit(1 << 21))));
    for (String refused : List.of("pids.limit: pids.max", "cpu.quota: cpu.cfs_quota_us")) {
      assertTrue(e.getMessage().contains("linux.resources." + refused), e.getMessage());
    }
    assertEquals("1048576", read("memory/davit/x/memory.limit_in_bytes"));
  }

  @Test
  void addsUpTheBytesOfAllDisks() {
    Cgroup cgroup = create(hybrid(), PATH, MEMORY);
    assertEquals(Optional.empty(), cgroup.stats().readBytes());
    files.put(
        root.resolve("unified/davit/x/io.stat"),
        "8:0 rbytes=4096 wbytes=10 rios=1 wios=1 dbytes=5 dios=0\n"
            + "8:16 rbytes=1 wbytes=20 rios=1 wios=1 dbytes=0 dios=0\n");
    assertEquals(Optional.of(4097L), cgroup.stats().readBytes());
    assertEquals(Optional.of(30L), cgroup.stats().writtenBytes());
  }

  @Test
  void readsHowLongItWaited() {
    Cgroup cgroup = create(hybrid(), PATH, MEMORY);
    files.put(
        root.resolve("unified/davit/x/memory.pressure"),
        "some avg10=1.50 avg60=20.00 avg300=0.03 total=2000001\n"
            + "full avg10=0.00 avg60=0.25 avg300=0.00 total=17\n");
    files.put(
        root.resolve("unified/davit/x/cpu.pressure"),
        "some avg10=0.00 avg60=0.00 avg300=0.00 total=5\n");
    CgroupStats stats = cgroup.stats();
    assertEquals(
        Optional.of(
            new Pressure(
                new Pressure.Stall(1.5, 20, 0.03, Duration.ofNanos(2_000_001_000)),
                new Pressure.Stall(0, 0.25, 0, Duration.ofNanos(17_000)))),
        stats.memoryPressure());
    assertEquals(
        Optional.of(
            new Pressure(new Pressure.Stall(0, 0, 0, Duration.ofNanos(5000)), Pressure.Stall.NONE)),
        stats.cpuPressure());
    assertEquals(Optional.empty(), stats.ioPressure());
  }

  @Test
  void refusesALimitBelowTheUsageWhenAskedToCheck() {
    Cgroup cgroup = create(unified("memory"), PATH, MEMORY);
    files.put(root.resolve("unified/davit/x/memory.current"), "5000\n");
    assertEquals(
        "linux.resources.memory.limit: 4096: the cgroup uses 5000 bytes, and checkBeforeUpdate is"
            + " set",
        refusal(cgroup, Optional.of(4096L), Optional.empty()));
    assertEquals(
        "linux.resources.memory.limit: 4096: the cgroup uses 5000 bytes, and checkBeforeUpdate is"
            + " set",
        refusal(cgroup, Optional.of(4096L), Optional.of(8192L)));
    assertEquals(
        "linux.resources.memory.swap: 4999: the cgroup uses 5000 bytes, and checkBeforeUpdate is"
            + " set",
        refusal(cgroup, Optional.of(4096L), Optional.of(4999L)));
  }

  private static String refusal(Cgroup cgroup, Optional<Long> limit, Optional<Long> swap) {
    Memory none = Memory.empty();
    Memory checked =
        new Memory(
            limit,
            none.reservation(),
            swap,
            none.kernel(),
            none.kernelTCP(),
            none.swappiness(),
            none.disableOOMKiller(),
            none.useHierarchy(),
            Optional.of(true),
            Map.of());
    CgroupException e =
        assertThrows(
            CgroupException.class, () -> cgroup.apply(Resources.empty().withMemory(checked)));
    return e.getMessage();
  }

  @Test
  void waitsForTheEndOfTheLastProcessAndNoLonger() {
    Cgroup cgroup = create(unified(), PATH, Resources.empty());
    assertTrue(cgroup.awaitEmpty(Duration.ZERO));
    files.put(root.resolve("unified/davit/x/cgroup.events"), "populated 1\nfrozen 0\n");
    assertFalse(cgroup.awaitEmpty(Duration.ofMillis(20)));
    assertFalse(cgroup.isEmpty());
  }

  private CgroupLayout legacy() {
    Map<String, Hierarchy> v1 = new LinkedHashMap<>();
    v1.put("pids", files.mountV1("pids"));
    v1.put("freezer", files.mountV1("freezer"));
    return new CgroupLayout(Optional.empty(), Set.of(), v1);
  }

  @Test
  void killsWithOneWriteWhereTheKernelCan() {
    Cgroup cgroup = create(unified(), PATH, Resources.empty());
    files.failAt(-1, Errno.EIO);
    cgroup.kill();
    assertEquals(List.of("write unified/davit/x/cgroup.kill 1"), files.changes());
  }

  @Test
  void killsFrozenProcessesOneByOneWhereThereIsNoCgroup2() {
    Cgroup cgroup = create(legacy(), PATH, Resources.empty());
    files.put(root.resolve("freezer/davit/x/cgroup.procs"), "11\n12\n");
    assertEquals(List.of(11, 12), cgroup.processes());
    assertFalse(cgroup.isEmpty());
    files.failAt(-1, Errno.EIO);
    cgroup.kill();
    assertEquals(
        List.of(
            "write freezer/davit/x/freezer.state FROZEN",
            "kill 11",
            "kill 12",
            "write freezer/davit/x/freezer.state THAWED"),
        files.changes());
    assertTrue(cgroup.isEmpty());
  }

  @Test
  void thawsEvenWhenKillingFails() throws ErrnoException {
    Cgroup cgroup = create(legacy(), PATH, Resources.empty());
    files.put(root.resolve("freezer/davit/x/cgroup.procs"), "no number\n");
    assertThrows(NumberFormatException.class, cgroup::kill);
    assertEquals("THAWED", read("freezer/davit/x/freezer.state"));
  }

  @Test
  void hasNobodyWhenItIsGone() {
    Cgroup cgroup = create(unified(), PATH, Resources.empty());
    cgroup.remove();
    cgroup.kill();
    cgroup.thaw();
    assertTrue(cgroup.isEmpty());
    assertEquals(List.of(), cgroup.processes());
  }
}
