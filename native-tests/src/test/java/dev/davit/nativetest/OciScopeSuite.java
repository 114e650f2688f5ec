package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * {@code davit-oci --systemd-cgroup}, every verb of a container's life. It needs systemd as the
 * first process, so it runs in the virtual machine only ({@code native-tests/vm test --systemd
 * OciScopeSuite}).
 */
@Needs({Need.ROOT, Need.SYSTEMD, Need.BUSYBOX})
class OciScopeSuite {

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("oci-scope");
  private final OciBundles bundles = OciBundles.of(command, place);
  private final String id = Workspace.NAME + "-scoped";
  private final String unit = "davit-" + id + ".scope";

  @AfterEach
  void removeContainers() {
    command.run("--systemd-cgroup", "delete", "--force", id);
    Workspace.delete(place);
  }

  private String property(String name) {
    return Tool.run("systemctl", "show", "--value", "-p", name, unit).line();
  }

  private String control(String file) throws Exception {
    return Files.readString(Path.of("/sys/fs/cgroup/pods.slice/pods-oci.slice", unit, file))
        .strip();
  }

  private Tool.Result systemd(String... arguments) {
    List<String> line = new ArrayList<>(List.of("--systemd-cgroup"));
    line.addAll(List.of(arguments));
    return command.run(line.toArray(String[]::new));
  }

  @Test
  void livesInAScopeFromCreateToDelete() throws Exception {
    Path bundle =
        bundles.make(
            OciBundles.set("linux.cgroupsPath", "'pods-oci.slice:davit:" + id + "'")
                .andThen(
                    OciBundles.set(
                        "linux.resources",
                        "{'memory':{'limit':67108864},'pids':{'limit':20},"
                            + "'cpu':{'quota':50000,'period':100000}}")),
            "sh",
            "-c",
            "while :; do sleep 1; done");
    Tool.attempt(
            List.of(
                "sh",
                "-c",
                "exec \"$@\" >\"$0\" 2>&1 </dev/null",
                place.resolve("out").toString(),
                command.program().toString(),
                "--systemd-cgroup",
                "create",
                "--bundle",
                bundle.toString(),
                id),
            Map.of(),
            null,
            Tool.DEADLINE)
        .expect(0);
    assertEquals("active", property("ActiveState"));
    systemd("start", id);
    assertEquals("67108864", control("memory.max"));
    assertEquals("67108864", property("MemoryMax"));
    assertEquals("500ms", property("CPUQuotaPerSecUSec"));
    String where = systemd("exec", id, "cat", "/proc/self/cgroup").out();
    assertTrue(where.startsWith("0::/"), where);
    systemd("update", "--memory", "50M", "--pids-limit", "10", id);
    assertEquals("52428800", property("MemoryMax"));
    assertEquals("10", property("TasksMax"));
    assertEquals("10", control("pids.max"));
    // a quota or a period alone keeps the other, in the unit as in the file
    systemd("update", "--cpu-quota", "20000", id);
    assertEquals("20000 100000", control("cpu.max"));
    assertEquals("200ms", property("CPUQuotaPerSecUSec"));
    systemd("update", "--cpu-period", "50000", id);
    assertEquals("20000 50000", control("cpu.max"));
    assertEquals("400ms", property("CPUQuotaPerSecUSec"));
    assertEquals("50ms", property("CPUQuotaPeriodUSec"));
    systemd("pause", id);
    assertTrue(systemd("state", id).out().contains("\"paused\""));
    systemd("resume", id);
    systemd("kill", id, "KILL");
    systemd("delete", "--force", id);
    assertEquals("inactive", property("ActiveState"));
  }
}
