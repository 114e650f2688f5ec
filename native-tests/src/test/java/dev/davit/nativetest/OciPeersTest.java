package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.Hierarchy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What callers and suites of other runtimes count on beyond the specification, row by row. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2})
@OnOneJava
class OciPeersTest {

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("oci-peers");
  private final OciBundles bundles = OciBundles.of(command, place);
  private final String id = Workspace.NAME + "-peers";

  @AfterEach
  void removeContainers() {
    command.run("delete", "--force", "--regex", Workspace.NAME);
    Workspace.delete(place);
  }

  /**
   * One run: what is changed in the configuration, what is run, exit code, a pattern of the output.
   */
  private record Row(Consumer<JsonObject> change, List<String> args, int exit, String pattern) {}

  private static Row row(String path, String json, int exit, String pattern, String... args) {
    return new Row(OciBundles.set(path, json), List.of(args), exit, pattern);
  }

  private static Consumer<JsonObject> onlyOneUser() {
    return OciBundles.set(
            "linux.namespaces",
            "[{'type':'mount','path':''},{'type':'pid'},{'type':'ipc'},{'type':'uts'},{'type':'user'}]")
        .andThen(OciBundles.set("linux.uidMappings", "[{'hostID':0,'containerID':1000,'size':1}]"))
        .andThen(OciBundles.set("linux.gidMappings", "[{'hostID':0,'containerID':1000,'size':1}]"))
        .andThen(OciBundles.set("process.user", "{'uid':1000,'gid':1000}"))
        .andThen(
            OciBundles.set("mounts", "[{'destination':'/proc','type':'proc','source':'proc'}]"));
  }

  /**
   * A filter that lets pass what a small static program calls, and what comes between the filter
   * and the program: neither faccessat2 nor whatever else profiles of years ago do not know.
   */
  private static final String OF_YEARS_AGO =
      "{'defaultAction':'SCMP_ACT_ERRNO','syscalls':[{'action':'SCMP_ACT_ALLOW','names':["
          + "'setgroups','setresgid','setresuid','capset','prctl','read','write','close','dup3',"
          + "'execve','exit_group','brk','arch_prctl','set_tid_address','mprotect','getuid']}]}";

  private static String allOf(String capability) {
    return "{'bounding':[C],'effective':[C],'permitted':[C],'inheritable':[C],'ambient':[C]}"
        .replace("C", "'" + capability + "'");
  }

  /**
   * Executable by its owner, and by whoever may override that; the source is relative to the
   * bundle.
   */
  private void programOfRootAlone(JsonObject config) {
    Path directory = place.resolve("private");
    Tool.run("mkdir", "-p", directory.toString());
    Tool.run("install", "-m", "0700", "/bin/busybox", directory.resolve("true").toString());
    config
        .getAsJsonArray("mounts")
        .add(
            JsonParser.parseString(
                "{'destination':'/private','source':'../private','options':['bind']}"));
  }

  private static final String HOOKS =
      "{'createRuntime':[{'path':'/bin/true'},{'path':'/bin/false'}]}";

  /** {@code createContainer} begins in the root filesystem. */
  private static final String IN_ROOT =
      "{'createContainer':[{'path':'/bin/sh','args':['sh','-c','test -x bin/busybox']}]}";

  /** Devices are made in it before. */
  private static void readOnlyDev(JsonObject config) {
    for (JsonElement mount : config.getAsJsonArray("mounts")) {
      if (mount.getAsJsonObject().get("destination").getAsString().equals("/dev")) {
        mount.getAsJsonObject().getAsJsonArray("options").add("ro");
      }
    }
  }

  /** All that is to be taken at once; a row of its own is only for what is refused. */
  private static Row taken() {
    return new Row(
        OciBundles.set("process.env", "['PATH=/bin','A=1','HOME=','A=2']")
            .andThen(OciBundles.set("process.user", "{'uid':0}"))
            .andThen(OciBundles.set("process.capabilities.bounding", "['CAP_UNKNOWN']"))
            .andThen(OciBundles.set("linux.memoryPolicy", "{}"))
            .andThen(OciBundles.set("linux.resources.CPU", "{'Cpus':'0'}")),
        List.of("cat", "/proc/self/environ", "/proc/self/status"),
        0,
        "(?s)PATH=/bin\\x00HOME=/root\\x00A=2\\x00Name.*Cpus_allowed_list:\\t0\\n.*CAP_UNKNOWN: not known.*");
  }

  private List<Row> rows() {
    return List.of(
        taken(),
        row("linux.memoryPolicy", "{'nodes':'0'}", 1, "(?s).*invalid memory policy mode.*", "true"),
        row(
            "linux.memoryPolicy",
            "{'mode':'MPOL_DEFAULT','nodes':'0'}",
            1,
            "(?s).*set_mempolicy: invalid argument: .*MPOL_DEFAULT takes no nodes\n",
            "true"),
        row(
            "linux.sysctl",
            "{'net.ipv4.ip_forward':'x'}",
            1,
            "(?s).*set the kernel parameter net.ipv4.ip_forward: EINVAL.*takes no such value for it\n",
            "true"),
        row("hooks", IN_ROOT, 0, "", "true"),
        new Row(
            OciPeersTest::readOnlyDev,
            List.of("grep", "^tmpfs /dev ", "/proc/mounts"),
            0,
            "tmpfs /dev tmpfs ro,.*\n"),
        row(
            "linux.resources.devices",
            "[{'allow':false,'access':'rwm'},{'allow':true,'type':'c','major':1,'minor':3,'access':'a'}]",
            0,
            "",
            "sh",
            "-c",
            "echo > /dev/null"),
        row("linux.seccomp", OF_YEARS_AGO, 0, "", "true"),
        row(
            "linux.seccomp",
            OF_YEARS_AGO.replace("'read'", "'read','faccessat'"),
            1,
            "(?s).*no-such.*not found.*",
            "no-such"),
        new Row(
            OciBundles.set("process.user", "{'uid':1000,'gid':1000}")
                .andThen(OciBundles.set("process.capabilities", allOf("CAP_DAC_OVERRIDE")))
                .andThen(this::programOfRootAlone),
            List.of("/private/true"),
            0,
            ""),
        new Row(
            OciBundles.set("linux.seccomp", OF_YEARS_AGO)
                .andThen(OciBundles.set("process.noNewPrivileges", "true")),
            List.of("true"),
            0,
            ""),
        row(
            "linux.seccomp",
            "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'/no/such/socket','syscalls':"
                + "[{'names':['write'],'action':'SCMP_ACT_NOTIFY'}]}",
            1,
            "(?s).*SCMP_ACT_NOTIFY cannot be used for the write syscall.*",
            "true"),
        row(
            "linux.seccomp",
            "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'/no/such/socket','syscalls':"
                + "[{'names':['mkdir'],'action':'SCMP_ACT_NOTIFY'}]}",
            1,
            "(?s).*failed to connect with seccomp agent.*",
            "true"),
        row(
            "linux.seccomp",
            "{'defaultAction':'SCMP_ACT_KILL_PROCESS'}",
            1,
            "(?s).*the filter refuses execve, without which no program is started: allow it.*",
            "true"),
        row("hooks", HOOKS, 1, "(?s).*error running createRuntime hook #1:.*", "true"),
        row(
            "root.readonly",
            "false",
            1,
            "(?s).*exec: \"no-such\": executable file not found in \\$PATH.*",
            "no-such"),
        row(
            "linux.sysctl",
            "{'kernel.hostname':'a'}",
            1,
            "(?s).*conflicts with .*hostname.*",
            "true"),
        row(
            "linux.namespaces",
            "[{'type':'mount'},{'type':'uts'},{'type':'user','path':'/proc/self/ns/uts'}]",
            1,
            "(?s).*open the user namespace /proc/self/ns/uts: EINVAL .*of that type, or .*\n",
            "true"),
        new Row(onlyOneUser(), List.of("cat", "/proc/self/status"), 0, "(?s).*Uid:\\t1000\\t.*"),
        new Row(
            onlyOneUser()
                .andThen(OciBundles.set("linux.uidMappings", "[]"))
                .andThen(OciBundles.set("linux.gidMappings", "[]")),
            List.of("cat", "/proc/self/uid_map", "/proc/self/gid_map"),
            0,
            "( *1000 +0 +1\n){2}"));
  }

  @Test
  void runsWhatOtherRuntimesRunAndFailsInTheirWords() {
    List<Executable> checks = new ArrayList<>();
    for (Row row : rows()) {
      Path bundle = bundles.make(row.change(), row.args().toArray(String[]::new));
      Tool.Result result = command.attempt("run", "--bundle", bundle.toString(), id);
      checks.add(
          () -> {
            assertEquals(row.exit(), result.exit(), result.toString());
            String text = result.out() + result.err();
            assertTrue(text.matches(row.pattern()), row + ": " + text);
          });
    }
    assertAll(checks);
  }

  /** As runc: else a user namespace in the container could mount a procfs with nothing masked. */
  @Test
  void hidesTheProcOfTheHostWhereTheRootIsMoved() {
    Path bundle =
        bundles.make(
            OciBundles.set(
                "process.capabilities",
                "{'bounding':[CAPS],'permitted':[CAPS],'effective':[CAPS]}"
                    .replace("CAPS", "'CAP_SETFCAP','CAP_SYS_ADMIN'")),
            "unshare",
            "-mrpf",
            "sh",
            "-c",
            "mount -t proc none /proc && echo exposed");
    Tool.Result result = command.attempt("run", "--no-pivot", "--bundle", bundle.toString(), id);
    assertEquals(1, result.exit(), result::toString);
    assertTrue(result.err().contains("ermission denied"), result::toString);
  }

  @Test
  void keepsNeitherItsProcessorsNorItsWords() throws Exception {
    Path bundle =
        bundles.make(
            OciBundles.set(
                    "linux.seccomp",
                    "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['close_range','openat2',"
                        + "'move_mount'],'action':'SCMP_ACT_ERRNO','errnoRet':38}]}")
                .andThen(OciBundles.set("process.noNewPrivileges", "false")),
            "sleep",
            "1000");
    Path script = place.resolve("started");
    Tool.shell(
        "taskset -c 0 \"$1\" run -d --bundle \"$2\" \"$3\" >\"$4\" 2>&1 </dev/null",
        command.program().toString(),
        bundle.toString(),
        id,
        script.toString());
    String all = ofAffinity(Files.readString(Path.of("/proc/self/status")));
    String pid = command.run("state", id).out().replaceAll("(?s).*\"pid\": (\\d+).*", "$1");
    assertEquals(all, ofAffinity(Files.readString(Path.of("/proc", pid, "status"))));
    Path process =
        Files.writeString(
            place.resolve("process.json"),
            "{\"args\":[\"cat\",\"/proc/self/status\"],\"cwd\":\"/\"}");
    assertEquals(all, ofAffinity(command.run("exec", "--process", process.toString(), id).out()));
    command.run("kill", id, "0");
    updatesSwapAlone();
  }

  /** On cgroup v1 a sum of memory and swap is a limit of its own. */
  private void updatesSwapAlone() throws Exception {
    CgroupLayout layout = CgroupLayout.read();
    if (layout.onV1("memory").isPresent()) {
      Path limit =
          layout
              .onV1("memory")
              .get()
              .directory(CgroupPath.DAVIT.child(id))
              .resolve("memory.memsw.limit_in_bytes");
      command.run("update", "--memory", "64M", id);
      command.run("update", "--memory-swap", "96468992", id);
      assertEquals("96468992\n", Files.readString(limit));
      command.run("update", "--memory", "-1", id);
      assertTrue(Long.parseLong(Files.readString(limit).strip()) > 1L << 60);
    } else {
      Tool.Result refused = command.attempt("update", "--memory-swap", "96468992", id);
      assertTrue(refused.err().contains("needs a memory.limit"), refused.toString());
    }
  }

  private static String ofAffinity(String status) {
    return status.replaceAll("(?s).*Cpus_allowed_list:\\s*(\\S+).*", "$1");
  }

  private static String hook(String script) {
    return "{'path':'/bin/sh','args':['sh','-c','" + script + "']}";
  }

  /** The bundle has two names; the one that was given is the one that hooks are told. */
  @Test
  void takesTheCallsOfCrun() throws Exception {
    Path notes = place.resolve("notes");
    Path errors = place.resolve("errors");
    Path bundle =
        bundles.make(
            OciBundles.set(
                    "hooks",
                    "{'prestart':["
                        + hook("cat; echo wrong >&2; grep -qz ^HOME=$HOME$ /proc/$PPID/environ")
                        + "],'poststop':["
                        + hook("exit 3")
                        + "]}")
                .andThen(
                    OciBundles.set(
                        "annotations",
                        "{'run.oci.hooks.stdout':'"
                            + notes
                            + "','run.oci.hooks.stderr':'"
                            + errors
                            + "'}")),
            "true");
    Files.createDirectory(bundle.resolve("sub"));
    Files.move(bundle.resolve("config.json"), bundle.resolve("sub/other.json"));
    Path named = Files.createSymbolicLink(place.resolve("named"), bundle);
    Path log = place.resolve("log");
    Tool.Result result =
        command.run(
            "--cgroup-manager",
            "cgroupfs",
            "--log=file:" + log,
            "run",
            "--config",
            "sub/other.json",
            "--bundle",
            named.toString(),
            id);
    String told = Files.readString(notes);
    assertTrue(told.contains("\"bundle\":\"" + named + "\""), told);
    assertTrue(told.contains("\"status\":\"created\""), told);
    assertEquals("wrong\n", Files.readString(errors));
    String warned = Files.readString(log);
    assertTrue(warned.contains("poststop hook failed with exit code 3"), result + warned);
  }

  @Test
  void keepsTheGroupsOfTheCallerWhereItIsAskedTo() {
    Path bundle =
        bundles.make(
            OciBundles.set("annotations", "{'run.oci.keep_original_groups':'1'}"),
            "grep",
            "^Groups:",
            "/proc/self/status");
    Tool.Result result =
        Tool.shell(
            "setpriv --groups 3,5 \"$1\" run --bundle \"$2\" \"$3\"",
            command.program().toString(),
            bundle.toString(),
            id);
    assertEquals("Groups:\t3 5 \n", result.out());
  }

  /** crun(1), run.oci.pidfd_receiver. */
  @Test
  void handsItsInitOverToTheSocketOfTheAnnotation() throws Exception {
    Path socket = place.resolve("receiver");
    Consumer<JsonObject> named =
        OciBundles.set("annotations", "{'run.oci.pidfd_receiver':'" + socket + "'}");
    String bundle = bundles.make(named, "sleep", "1000").toString();
    Tool.Result alone = command.attempt("create", "--bundle", bundle, id);
    assertEquals(1, alone.exit(), alone.toString());
    assertTrue(alone.err().contains("run.oci.pidfd_receiver " + socket), alone.toString());
    assertTrue(alone.err().contains("ENOENT"), alone.toString());
    String pid = place.resolve("pid").toString();
    String told =
        PidfdAgent.told(
            socket,
            List.of(
                command.program().toString(), "create", "--bundle", bundle, "--pid-file", pid, id));
    assertEquals("pidfd " + Files.readString(Path.of(pid)), told);
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (!command.run("state", id).out().contains("\"stopped\"")) {
      assertTrue(System.nanoTime() < end, "killed by its descriptor");
    }
  }

  /** In the freezer of cgroup v1, where nothing that is frozen takes a signal. */
  @Test
  void deletesAContainerThatSomebodyElseHasFrozen() throws Exception {
    Optional<Hierarchy> freezer = CgroupLayout.read().onV1("freezer");
    if (freezer.isEmpty()) {
      return;
    }
    Path frozen = freezer.get().directory(new CgroupPath("/" + Workspace.NAME + "-frozen"));
    Tool.shell(
        "\"$1\" run -d --bundle \"$2\" \"$3\" >\"$2/out\" 2>&1 </dev/null",
        command.program().toString(),
        bundles.make(config -> {}, "sleep", "1000").toString(),
        id);
    String pid = command.run("state", id).out().replaceAll("(?s).*\"pid\": (\\d+).*", "$1");
    Files.createDirectory(frozen);
    try {
      Files.writeString(frozen.resolve("cgroup.procs"), pid);
      Files.writeString(frozen.resolve("freezer.state"), "FROZEN");
      assertEquals("", command.run("delete", "--force", id).err());
      Consumer<JsonObject> there =
          OciBundles.set("linux.cgroupsPath", "'/" + frozen.getFileName() + "'");
      Path bundle = bundles.make(there, "true");
      Tool.Result refused = command.attempt("run", "--bundle", bundle.toString(), id);
      assertTrue(refused.err().contains("cgroup unexpectedly frozen"), refused.toString());
    } finally {
      Files.writeString(frozen.resolve("freezer.state"), "THAWED");
      Files.delete(frozen);
    }
  }

  /** runtime-spec 1.3.0, runtime.md, "Lifecycle", 9. */
  @Test
  void removesAContainerWhosePoststartHookFails() {
    Path bundle =
        bundles.make(
            OciBundles.set("hooks", "{'poststart':[{'path':'/bin/false'}]}"), "sleep", "1000");
    Tool.shell(
        "\"$1\" create --bundle \"$2\" \"$3\" >\"$2/out\" 2>&1 </dev/null",
        command.program().toString(),
        bundle.toString(),
        id);
    Tool.Result started = command.attempt("start", id);
    assertEquals(1, started.exit());
    assertTrue(started.err().contains("error running poststart hook #0"), started.toString());
    assertEquals(1, command.attempt("state", id).exit());
  }

  @Test
  void saysWhatItDoesWhenAskedTo() {
    for (String name : List.of("a/b", ".a", "a b", "..")) {
      String refusal = command.attempt("state", name).err();
      assertTrue(refusal.contains("invalid character in container ID"), refusal);
    }
    assertEquals(1, command.attempt("--log", place + "/not/there", "list").exit());
    assertEquals(1, command.attempt("--cgroup-manager", "none", "list").exit());
    assertEquals(1, command.attempt("--root", place + "/not/there", "list").exit());
    assertTrue(command.run("--debug", "list").err().contains("level=debug"));
    Tool.Result unknown = command.attempt("state", "none");
    assertEquals(1, unknown.exit());
    assertTrue(unknown.err().contains("container does not exist"), Map.of(1, unknown).toString());
  }
}
