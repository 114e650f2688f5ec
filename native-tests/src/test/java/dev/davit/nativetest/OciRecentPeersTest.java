package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers and suites of runc 1.2 and later count on beyond the specification. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2})
@OnOneJava
class OciRecentPeersTest {

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("oci-recent");
  private final OciBundles bundles = OciBundles.of(command, place);
  private final String id = Workspace.NAME + "-recent";

  @AfterEach
  void removeContainers() {
    command.run("delete", "--force", "--regex", Workspace.NAME);
    Workspace.delete(place);
  }

  private Tool.Result run(Consumer<JsonObject> change, String... args) {
    return command.attempt("run", "--bundle", bundles.make(change, args).toString(), id);
  }

  /** A container that goes on; its own streams are not the test's. */
  private void start(Consumer<JsonObject> change) {
    Tool.shell(
        "\"$1\" run -d --bundle \"$2\" \"$3\" >\"$2/out\" 2>&1 </dev/null",
        command.program().toString(),
        bundles.make(change, "sleep", "1000").toString(),
        id);
  }

  @Test
  void givesAStartContainerHookTheHomeOfTheProgram() {
    String hook = "{'path':'/bin/sh','args':['sh','-c','test $ONE$HOME = two/root']}";
    Consumer<JsonObject> change =
        OciBundles.set("process.env", "['PATH=/bin','ONE=two']")
            .andThen(OciBundles.set("hooks", "{'startContainer':[" + hook + "]}"));
    Tool.Result result = run(change, "true");
    assertEquals(0, result.exit(), result::toString);
  }

  @Test
  void masksAPathThatIsNamedTwiceOnce() {
    start(OciBundles.set("linux.maskedPaths", "['/etc','/etc','/proc/keys','/proc/keys']"));
    String mounts = command.run("exec", id, "cat", "/proc/mounts").out();
    for (String path : new String[] {" /etc ", " /proc/keys "}) {
      assertEquals(1, mounts.lines().filter(line -> line.contains(path)).count(), mounts);
    }
  }

  @Test
  void warnsOfAnAmbientCapabilityThatCannotBeRaised() {
    String some = "['CAP_KILL','CAP_CHOWN']";
    Tool.Result result =
        run(
            OciBundles.set(
                "process.capabilities",
                "{'bounding':SOME,'permitted':SOME,'inheritable':['CAP_KILL'],'ambient':SOME}"
                    .replace("SOME", some)),
            "cat",
            "/proc/self/status");
    assertTrue(result.out().contains("CapAmb:\t0000000000000020\n"), result::toString);
    String words = "can't raise ambient capability CAP_CHOWN: ";
    assertTrue(result.err().contains(words), result::toString);
    assertFalse(result.err().contains("CAP_KILL:"), result::toString);
  }

  @Test
  void addsACapabilityToTheAmbientSetOnlyIfItIsInheritable() {
    start(
        OciBundles.set(
            "process.capabilities",
            "{'bounding':['CAP_KILL','CAP_CHOWN','CAP_SYSLOG'],'permitted':['CAP_CHOWN'],"
                + "'inheritable':['CAP_CHOWN','CAP_SYSLOG'],'ambient':['CAP_CHOWN']}"));
    Tool.Result result =
        command.run(
            "exec", "--cap", "CAP_KILL", "--cap", "CAP_SYSLOG", id, "cat", "/proc/self/status");
    assertEquals("", result.err());
    assertTrue(result.out().contains("CapPrm:\t0000000400000021\n"), result::toString);
    assertTrue(result.out().contains("CapAmb:\t0000000400000001\n"), result::toString);
  }

  @Test
  void refusesADeviceWhereSomethingElseIs() throws Exception {
    Path data = Files.createDirectory(RuncBundle.rootfs().resolve(Workspace.NAME + "-data"));
    String name = "/" + data.getFileName() + "/node";
    Consumer<JsonObject> change =
        OciBundles.set("linux.devices", "[{'path':'" + name + "','type':'c','major':1,'minor':3}]");
    try {
      Files.createFile(data.resolve("node"));
      Tool.Result file = run(change, "true");
      assertEquals(1, file.exit(), file::toString);
      assertTrue(file.err().contains(name + " has incorrect ftype: "), file::toString);
      Files.delete(data.resolve("node"));
      Tool.run("mknod", data.resolve("node").toString(), "c", "1", "5");
      Tool.Result other = run(change, "true");
      assertEquals(1, other.exit(), other::toString);
      assertTrue(other.err().contains(name + " has incorrect major:minor: "), other::toString);
      Files.delete(data.resolve("node"));
      Tool.run("mknod", data.resolve("node").toString(), "c", "1", "3");
      assertEquals(0, run(change, "sh", "-c", "echo > " + name).exit());
    } finally {
      Files.deleteIfExists(data.resolve("node"));
      Files.delete(data);
    }
  }

  @Test
  void takesAnIdlePriorityWithoutANumberAndRefusesACgroupInUse() throws Exception {
    start(config -> {});
    Path process =
        Files.writeString(
            place.resolve("process.json"),
            "{\"args\":[\"ionice\"],\"cwd\":\"/\",\"ioPriority\":{\"class\":\"IOPRIO_CLASS_IDLE\"},"
                + "\"env\":[\"PATH=/bin\"]}");
    String told = command.run("exec", "--process", process.toString(), id).out();
    assertTrue(told.startsWith("idle"), told);
    Path bundle = bundles.make(OciBundles.set("linux.cgroupsPath", "'/davit/" + id + "'"), "true");
    Tool.Result second = command.attempt("create", "--bundle", bundle.toString(), id + "-second");
    assertEquals(1, second.exit(), second::toString);
    assertTrue(second.err().contains("container's cgroup is not empty"), second::toString);
  }
}
