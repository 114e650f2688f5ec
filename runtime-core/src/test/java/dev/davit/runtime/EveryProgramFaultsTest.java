package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.Hook;
import dev.davit.oci.runtime.Hooks;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.host.HostProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Every call of the programs of every verb fails once, beyond those of a plain start: of hooks, of
 * listeners of system calls, of mounts of every kind, of user namespaces, of namespaces that are
 * joined, of created containers, of executions and of mounts added later. The error names the call,
 * and nothing is left.
 */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class EveryProgramFaultsTest {

  private static final String MAPS =
      "'uidMappings':[{'containerID':0,'hostID':100000,'size':65536}],"
          + "'gidMappings':[{'containerID':0,'hostID':200000,'size':65536}]";
  private static final Hook HOOK =
      new Hook("/bin/true", List.of(), List.of(), Optional.empty(), Map.of());

  private final FailingCalls failing = new FailingCalls();
  private Sandbox sandbox;

  @BeforeEach
  void open() throws Exception {
    sandbox = Sandbox.open();
    sandbox.directory().toFile().setExecutable(true, false);
    Files.createDirectories(sandbox.root().resolve("data"));
    Files.createDirectories(sandbox.directory().resolve("data"));
    failing.knows(() -> started(Specs.runc("true"), Stdio.none()));
    sandbox.settle();
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  private void judge() {
    assertEquals(
        "", String.join("\n", failing.wrong()), () -> failing.wrong().size() + " went wrong");
    assertTrue(failing.failed() > 0, "no call was failed");
  }

  private static Spec patched(Spec spec, String patch) {
    return Specs.patched(spec, patch);
  }

  private static String namespaces(String... more) {
    StringBuilder all = new StringBuilder("'namespaces':[");
    for (String type : List.of("pid", "network", "ipc", "uts", "mount", "cgroup")) {
      all.append("{'type':'").append(type).append("'},");
    }
    for (String type : more) {
      all.append("{'type':'").append(type).append("'},");
    }
    return all.substring(0, all.length() - 1) + "]";
  }

  private static Spec inUserNamespace(Spec spec) {
    return patched(spec, "{'linux':{" + namespaces("user") + "," + MAPS + "}}");
  }

  private void started(Spec spec, Stdio stdio) throws Exception {
    Container container = sandbox.runtime().start(sandbox.request(spec).withStdio(stdio));
    try {
      container.waitFor();
    } finally {
      container.delete();
    }
  }

  private void created(Spec spec, Stdio stdio) throws Exception {
    CreatedContainer container =
        sandbox.runtime().create(sandbox.request(spec).withStdio(stdio), CreateOptions.DEFAULT);
    try (container) {
      sandbox.runtime().start(container.id());
      container.waitFor();
    } finally {
      sandbox.runtime().delete(container.id(), true);
    }
  }

  private void failStart(String name, Spec spec, Stdio stdio) throws Exception {
    failing.in("start: " + name, () -> started(spec, stdio), sandbox::assertNothingLeft);
  }

  private static Hooks hooks() {
    List<Hook> one = List.of(HOOK);
    return new Hooks(one, one, one, one, one, one, Map.of());
  }

  @Test
  void ofHooks() throws Exception {
    failStart("hooks", Specs.runc("true").withHooks(hooks()), Stdio.none());
    failStart(
        "hooks in a user namespace",
        inUserNamespace(Specs.runc("true")).withHooks(hooks()),
        Stdio.none());
    judge();
  }

  @Test
  void ofAllThatAProcessMayBeGiven() throws Exception {
    Spec spec =
        patched(
            Specs.runc("true"),
            "{'domainname':'d','hostname':'h','process':{'scheduler':{'policy':'SCHED_BATCH','nice':7},"
                + "'ioPriority':{'class':'IOPRIO_CLASS_BE','priority':3},'oomScoreAdj':500,"
                + "'user':{'uid':5,'gid':6,'umask':18,'additionalGids':[7]},"
                + "'rlimits':[{'type':'RLIMIT_CORE','soft':0,'hard':0}]},"
                + "'linux':{"
                + namespaces("time")
                + ",'timeOffsets':{'monotonic':{'secs':10}},'sysctl':{'kernel.domainname':'x','net.ipv4.ip_forward':'1'},"
                + "'personality':{'domain':'LINUX'},'rootfsPropagation':'slave',"
                + "'seccomp':{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['swapon'],'action':'SCMP_ACT_ERRNO'}]}},"
                + "'annotations':{'dev.davit.landlock':'/=rx;/tmp=rwx;/dev=rw'}}");
    failStart("process", spec, Stdio.terminal(24, 80));
    judge();
  }

  @Test
  void ofMountsOfEveryKind() throws Exception {
    String data = sandbox.directory().resolve("data").toString();
    Path file = Files.writeString(sandbox.directory().resolve("file"), "x");
    Spec plain = Specs.runc("true");
    List<Mount> mounts = new ArrayList<>(plain.mounts());
    mounts.add(Mount.of("/data", "bind", data, List.of("rbind", "rro", "rprivate")));
    mounts.add(Mount.of("/made/deep", "bind", data, List.of("bind", "ro", "nosuid")));
    mounts.add(Mount.of("/made/file", "bind", file.toString(), List.of("bind", "rshared")));
    mounts.add(Mount.of("/etc", "tmpfs", "tmpfs", List.of("tmpcopyup", "mode=755")));
    mounts.add(Mount.of("/scratch", "tmpfs", "tmpfs", List.of("size=64k", "ro")));
    Spec spec =
        patched(
            plain.withMounts(mounts),
            "{'root':{'readonly':true},'linux':{'devices':[{'path':'/dev/mine','type':'c','major':1,'minor':5}],"
                + "'maskedPaths':['/proc/kcore','/proc/acpi','/nowhere'],'readonlyPaths':['/proc/sys','/etc/group']}}");
    failStart("mounts", spec, Stdio.none());
    judge();
  }

  @Test
  void ofUserNamespacesAndMappedMounts() throws Exception {
    Spec devices =
        patched(
            inUserNamespace(Specs.runc("true")),
            "{'linux':{'devices':[{'path':'/dev/mine','type':'c','major':1,'minor':5}]}}");
    failStart("user namespace", devices, Stdio.terminal(0, 0));
    String data = sandbox.directory().resolve("data").toString();
    Spec plain = inUserNamespace(Specs.runc("true"));
    List<Mount> mounts = new ArrayList<>(plain.mounts());
    mounts.add(Mount.of("/data", "bind", data, List.of("bind", "idmap")));
    failStart("mapped mounts", plain.withMounts(mounts), Stdio.none());
    judge();
  }

  @Test
  void ofJoinedNamespaces() throws Exception {
    Container first = sandbox.start(inUserNamespace(Specs.runc("sleep", "100000")));
    first.stdin().close();
    StringBuilder joined = new StringBuilder();
    for (String[] type :
        new String[][] {
          {"pid", "pid"}, {"network", "net"}, {"ipc", "ipc"}, {"uts", "uts"}, {"user", "user"}
        }) {
      joined.append("{'type':'").append(type[0]).append("','path':'/proc/");
      joined.append(first.pid()).append("/ns/").append(type[1]).append("'},");
    }
    Spec spec =
        patched(
            Specs.runc("true"),
            "{'hostname':null,'linux':{'namespaces':["
                + joined
                + "{'type':'mount'},{'type':'cgroup'}]}}");
    failing.in("start: joining", () -> started(spec, Stdio.none()), () -> left(1));
    first.delete();
    judge();
  }

  private void left(int containers) throws Exception {
    assertEquals(containers, sandbox.runtime().entries().size());
  }

  @Test
  void ofSystemCallListeners() throws Exception {
    Path socket = sandbox.directory().resolve("agent.sock");
    try (SeccompAgent agent = SeccompAgent.listen(socket)) {
      agent.letThrough();
      sandbox.settle();
      String seccomp =
          "{'linux':{'seccomp':{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'"
              + socket
              + "','syscalls':[{'names':['mkdir'],'action':'SCMP_ACT_NOTIFY'}]}}}";
      Spec spec = patched(Specs.runc("true"), seccomp);
      failing.in("start: listener", () -> started(spec, Stdio.none()), () -> left(0));
      Container container = sandbox.start(patched(Specs.runc("sleep", "100000"), seccomp));
      failing.in("exec: listener", () -> execute(container, Stdio.none()), () -> left(1));
      container.delete();
    }
    judge();
  }

  private void execute(Container container, Stdio stdio) throws Exception {
    Process process =
        Process.of(List.of("true"), List.of("PATH=/sbin:/bin"), "/tmp").withNoNewPrivileges(true);
    try (ExecSession session =
        sandbox.runtime().exec(container.id(), ExecRequest.of(process, stdio).withUser("app"))) {
      session.waitFor();
    } finally {
      assertEquals(1, sandbox.runtime().processes(container.id()).size());
    }
  }

  @Test
  void ofExecutionsInAUserNamespace() throws Exception {
    Container container = sandbox.start(inUserNamespace(Specs.runc("sleep", "100000")));
    failing.in("exec: user", () -> execute(container, Stdio.none()), () -> left(1));
    failing.in("exec: tty", () -> execute(container, Stdio.terminal(0, 0)), () -> left(1));
    container.delete();
    judge();
  }

  @Test
  void ofCreatedContainers() throws Exception {
    failing.in(
        "create: terminal",
        () -> created(Specs.runc("true").withHooks(hooks()), Stdio.terminal(0, 0)),
        sandbox::assertNothingLeft);
    judge();
  }

  @Test
  void ofMountsAddedLater() throws Exception {
    Mount bind =
        Mount.of(
            "/data", "bind", sandbox.directory().resolve("data").toString(), List.of("bind", "ro"));
    Mount scratch = Mount.of("/tmp", "tmpfs", "tmpfs", List.of("size=64k"));
    for (Spec spec :
        List.of(Specs.runc("sleep", "100000"), inUserNamespace(Specs.runc("sleep", "100000")))) {
      Container container = sandbox.start(spec);
      failing.in(
          "mounts add",
          () -> {
            sandbox.runtime().addMounts(container.id(), List.of(bind, scratch));
            sandbox.runtime().removeMounts(container.id(), List.of(scratch, bind));
          },
          () -> left(1));
      container.delete();
    }
    judge();
  }

  @Test
  void ofLayersThatAreStackedByMount() throws Exception {
    sandbox.close();
    sandbox = Sandbox.open(HostProbe.host().withLowerdirPlus(false));
    started(Specs.runc("true"), Stdio.none());
    sandbox.settle();
    Path layer = Files.createDirectories(sandbox.directory().resolve("layer/upper"));
    Path work = Files.createDirectories(sandbox.directory().resolve("layer/work"));
    RootSource root = new RootSource.Overlay(List.of(sandbox.root()), layer, work);
    failing.in(
        "start: classic",
        () -> {
          Container container =
              sandbox
                  .runtime()
                  .start(sandbox.request(Specs.runc("true"), root).withStdio(Stdio.none()));
          try {
            container.waitFor();
          } finally {
            container.delete();
          }
        },
        sandbox::assertNothingLeft);
    judge();
  }
}
