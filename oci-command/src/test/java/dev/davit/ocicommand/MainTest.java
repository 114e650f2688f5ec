package dev.davit.ocicommand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.process.Processes;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... words) {
    return Main.run(
        List.of(words),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void saysInTheLogWhatPodmanAndContainerdLookFor() throws Exception {
    Path log = directory.resolve("log");
    String root = directory.resolve("state").toString();
    assertEquals(
        1, run("--root", root, "--log", log.toString(), "--log-format", "json", "state", "nobody"));
    JsonObject line = JsonParser.parseString(Files.readString(log)).getAsJsonObject();
    assertEquals("error", line.get("level").getAsString());
    assertTrue(line.get("msg").getAsString().contains("does not exist"), line.toString());
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("does not exist"));
  }

  @Test
  void refusesWhatIsNoContainerId() {
    for (String id : List.of("", "..", "a/b", ".hidden", "a b")) {
      assertEquals(1, run("--root", directory.toString(), "state", id), id);
    }
    assertEquals(1, run("--root", directory.toString(), "state"));
  }

  @Test
  void saysWhatAVerbTakes() {
    for (String verb : List.of("mounts", "kill", "list")) {
      assertEquals(0, run(verb, "--help"));
    }
    assertEquals(
        """
        usage: davit-oci mounts [--help] add|remove CONTAINER FILE
        usage: davit-oci kill [--all] [--help] [--regex] CONTAINER [SIGNAL]
        usage: davit-oci list [--format VALUE] [--help] [--quiet]
        """,
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void saysWhyAPidFileCannotBeWritten() {
    String file = directory.resolve("none/pid").toString();
    CommandFailure e =
        assertThrows(CommandFailure.class, () -> PidFile.write(Optional.of(file), 1));
    assertEquals(file + ": cannot be written: ENOENT (No such file or directory)", e.getMessage());
  }

  @Test
  void namesTheFileThatIsNotThere() {
    String file = directory.resolve("none").toString();
    assertEquals(1, run("--root", directory.toString(), "mounts", "add", "c", file));
    assertEquals(
        "davit-oci: " + file + ": cannot be read: ENOENT (No such file or directory)\n",
        err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void writesAConfigurationOnce() throws Exception {
    assertEquals(0, run("spec", "--bundle", directory.toString()));
    String config = Files.readString(directory.resolve("config.json"));
    assertTrue(config.contains("\"ociVersion\"") && config.endsWith("\n}\n"), config);
    assertEquals(1, run("spec", "-b", directory.toString()));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("Remove it first"));
  }

  @Test
  void writesAConfigurationThatAnOrdinaryUserCanRun() throws Exception {
    assertEquals(0, run("spec", "--rootless", "--bundle", directory.toString()));
    Spec spec = Spec.parse(Files.readString(directory.resolve("config.json")));
    Linux linux = spec.linux().orElseThrow();
    assertTrue(linux.namespace(NamespaceType.USER).isPresent());
    assertTrue(linux.namespace(NamespaceType.NETWORK).isEmpty());
    assertEquals(1, linux.uidMappings().get(0).size());
    assertEquals(Processes.effectiveUid(), (int) linux.uidMappings().get(0).hostID());
    assertEquals(Processes.effectiveGid(), (int) linux.gidMappings().get(0).hostID());
    for (Mount mount : spec.mounts()) {
      assertTrue(mount.options().stream().noneMatch(option -> option.startsWith("gid=")));
      assertEquals(mount.destination().equals("/sys"), mount.options().contains("rbind"));
    }
  }

  @Test
  void tellsTheVersionInTheWayOfRunc() {
    assertEquals(0, run("--version"));
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(lines.get(0).startsWith("davit-oci version "), lines.toString());
    assertEquals("spec: 1.3.0", lines.get(1));
    out.reset();
    assertEquals(0, run("-V"));
    assertEquals(lines, out.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void helpsInTheWaysOfCrunToo() {
    for (String option : List.of("-?", "--usage", "--help")) {
      out.reset();
      assertEquals(0, run(option));
      assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("usage: davit-oci "), option);
    }
    String root = directory.toString();
    assertEquals(0, run("--root", root, "--log-level", "debug", "list"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("level=debug"), err.toString());
  }

  @Test
  void refusesByNameWhatItDoesNotDo() {
    assertEquals(1, run("--cgroup-manager", "none", "list"));
    assertEquals(1, run("kill", "--regex", "(", "KILL"));
    assertEquals(1, run("kill", "--regex"));
    assertEquals(1, run("checkpoint", "--empty-ns", "ipc", "box"));
    assertEquals(1, run("checkpoint", "--manage-cgroups-mode", "props", "box"));
    assertEquals(1, run("checkpoint", "--page-server", "somewhere", "box"));
    assertEquals(1, run("restore", "--no-pivot", "box"));
    assertEquals(1, run("mounts", "show", "box"));
    String text = err.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("namespace ipc is not supported: network is"), text);
    assertTrue(text.contains("props: not supported: soft, full, strict and ignore are"), text);
    assertTrue(text.contains("somewhere: not ADDRESS:PORT"), text);
    assertTrue(text.contains("restore: --no-pivot is not supported"), text);
    assertTrue(text.contains("none: neither cgroupfs, systemd nor disabled"), text);
    assertTrue(text.contains("--regex: \"(\": Unclosed group"), text);
    assertTrue(text.contains("--regex: no expression"), text);
    assertTrue(text.contains("add CONTAINER FILE or remove CONTAINER FILE"), text);
  }

  @Test
  void endsWith255WhereAnExecFailsAndNotItsProcess() {
    assertEquals(255, run("--root", directory.toString(), "exec", "nobody", "true"));
    assertEquals(1, run("--root", directory.toString(), "start", "nobody"));
    assertEquals(1, run("exec"));
    assertEquals(1, run("exec", "--nothing", "nobody", "true"));
    assertEquals(3, run("nothing", "-h"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("No help topic for 'nothing'"));
  }

  @Test
  void readsCgroupsOfSingleControllers() {
    OptionTable table = new OptionTable().values("cgroup");
    ExecCgroups cgroups =
        ExecCgroups.of(
            table.parse(
                List.of("--cgroup", "/all/", "--cgroup", "cpu,cpuacct:one", "--cgroup=pids:/")));
    assertEquals(Optional.of("all"), cgroups.everywhere());
    assertEquals(Map.of("cpu", "one", "cpuacct", "one", "pids", ""), cgroups.v1());
    for (String outside : List.of("..", "a/../..", "memory:../x")) {
      Options options = table.parse(List.of("--cgroup", outside));
      CommandFailure e = assertThrows(CommandFailure.class, () -> ExecCgroups.of(options));
      assertTrue(e.getMessage().contains("bad sub cgroup path"), e.getMessage());
    }
  }

  @Test
  void readsMountsAsAnArrayOrInAnObject() throws Exception {
    Path file = directory.resolve("mounts.json");
    String array = "[{\"destination\": \"/a\", \"type\": \"tmpfs\", \"source\": \"tmpfs\"}]";
    for (String text : List.of(array, "{\"mounts\": " + array + "}")) {
      Files.writeString(file, text);
      assertEquals("/a", MountsVerb.read(file.toString()).get(0).destination());
    }
    Files.writeString(file, "[{\"type\": \"tmpfs\"}]");
    SpecException e = assertThrows(SpecException.class, () -> MountsVerb.read(file.toString()));
    assertTrue(e.getMessage().contains("mounts[0]: $.destination"), e.getMessage());
  }

  @Test
  void passesNoDescriptorOnThatCameLaterThanTheProgram() throws Exception {
    assertTrue(PassedDescriptors.isInherited(Fd.borrowing(1)));
    try (Fd own = Descriptors.open(Fd.CWD, directory.toString(), OpenFlags.O_RDONLY)) {
      assertFalse(PassedDescriptors.isInherited(own));
    }
    assertFalse(PassedDescriptors.isInherited(Fd.borrowing(19999)));
  }

  @Test
  void tellsItsFeatures() {
    assertEquals(0, run("features"));
    assertTrue(out.toString(StandardCharsets.UTF_8).endsWith("\n}\n"));
    JsonObject features =
        JsonParser.parseString(out.toString(StandardCharsets.UTF_8)).getAsJsonObject();
    assertEquals("1.3.0", features.get("ociVersionMax").getAsString());
    assertEquals(6, features.getAsJsonArray("hooks").size());
    assertTrue(features.getAsJsonArray("mountOptions").size() > 40);
  }

  @Test
  void readsOptionsAsGoProgramsDo() {
    OptionTable table = new OptionTable().values("bundle,b", "env,e").flags("force,f");
    Options options = table.parse(List.of("-bundle=x", "--env", "A=b=c", "-e", "D=", "id", "-f"));
    assertEquals("x", options.last("bundle").orElseThrow());
    assertEquals(List.of("A=b=c", "D="), options.all("env"));
    assertEquals(List.of("id"), options.arguments());
    assertTrue(options.has("force"));
    assertThrows(CommandFailure.class, () -> table.parse(List.of("--unknown")));
    assertThrows(CommandFailure.class, () -> table.parse(List.of("--bundle")));
    Options command =
        new OptionTable().flags("tty,t").stopAtArgument().parse(List.of("-t", "id", "ls", "-t"));
    assertEquals(List.of("id", "ls", "-t"), command.arguments());
  }
}
