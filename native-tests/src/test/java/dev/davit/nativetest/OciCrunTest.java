package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The options and annotations that only crun has, by what they do to real containers. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2})
@OnOneJava
class OciCrunTest {

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("oci-crun");
  private final OciBundles bundles = OciBundles.of(command, place);
  private final String id = Workspace.NAME + "-crun";

  @AfterEach
  void removeContainers() {
    command.run("delete", "--force", "--regex", Workspace.NAME);
    Workspace.delete(place);
  }

  private Tool.Result detached(String name, String... global) {
    Path bundle = bundles.make(config -> {}, "sleep", "1000");
    return Tool.shell(
        "exec \"$1\" $5 run -d --bundle \"$2\" \"$3\" >\"$4\" 2>&1 </dev/null",
        command.program().toString(),
        bundle.toString(),
        name,
        place.resolve("out").toString(),
        String.join(" ", global));
  }

  private String state(String name, String field) {
    String json = command.run("state", name).out();
    return JsonParser.parseString(json).getAsJsonObject().get(field).getAsString();
  }

  @Test
  void signalsContainersByTheirNames() throws Exception {
    detached(id + "1");
    detached(id + "2");
    command.run("kill", "--regex", "crun1$", "KILL");
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (!state(id + "1", "status").equals("stopped") && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertEquals("stopped", state(id + "1", "status"));
    assertEquals("running", state(id + "2", "status"));
    Tool.Result again = command.run("kill", "-r", "crun[12]$", "KILL");
    assertTrue(again.err().contains("container not running: container " + id + "1"), again.err());
  }

  /** As podman asks for with {@code --cgroups=disabled}. */
  @Test
  void leavesAContainerInTheCgroupsOfItsCaller() throws Exception {
    detached(id, "--cgroup-manager", "disabled");
    String own = Files.readString(Path.of("/proc/self/cgroup"));
    assertEquals(own, Files.readString(Path.of("/proc", state(id, "pid"), "cgroup")));
    Path none = CgroupLayout.read().unified().orElseThrow().directory(CgroupPath.DAVIT.child(id));
    assertTrue(Files.notExists(none), none.toString());
    assertEquals("1\n", command.run("exec", id, "sh", "-c", "ls -d /proc/1 | wc -l").out());
    Tool.Result paused = command.attempt("pause", id);
    assertTrue(paused.err().contains("it has no cgroup"), paused.toString());
    command.run("--cgroup-manager", "disabled", "delete", "--force", id);
    Path limited = bundles.make(OciBundles.set("linux.resources", "{'pids':{'limit':10}}"), "true");
    Tool.Result refused =
        command.attempt("--cgroup-manager=disabled", "run", "-b", limited.toString(), id);
    assertTrue(refused.err().contains("linux.resources.pids.limit"), refused.toString());
  }

  @Test
  void refusesWhatAsksForMoreAroundTheProgramThanThereIs() {
    String handler = "'run.oci.handler':'krun'";
    Path bundle = bundles.make(OciBundles.set("annotations", "{" + handler + "}"), "true");
    Tool.Result refused = command.attempt("run", "--bundle", bundle.toString(), id);
    assertEquals(1, refused.exit());
    assertTrue(refused.err().contains("$.annotations[\"run.oci.handler\"]: krun"), refused.err());
    String sandbox = "'io.kubernetes.cri.container-type':'sandbox',";
    Path pause = bundles.make(OciBundles.set("annotations", "{" + sandbox + handler + "}"), "true");
    command.run("run", "--bundle", pause.toString(), id);
  }

  @Test
  void takesAnIoPriorityWithoutANumber() {
    Path bundle =
        bundles.make(
            OciBundles.set("process.ioPriority", "{'class':'IOPRIO_CLASS_IDLE'}"), "ionice");
    assertEquals("idle\n", command.run("run", "--bundle", bundle.toString(), id).out());
  }
}
