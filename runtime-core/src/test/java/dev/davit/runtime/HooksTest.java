package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.Hook;
import dev.davit.oci.runtime.Hooks;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import dev.davit.oci.runtime.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** When hooks run, in which namespaces, what they are told, and what their failure does. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class HooksTest extends WithSandbox {

  private static Hook hook(String script) {
    return new Hook(
        "/bin/sh",
        List.of("sh", "-c", script),
        List.of("PATH=/usr/bin:/bin", "COLOUR=green"),
        Optional.empty(),
        Map.of());
  }

  private static Hooks none() {
    return Hooks.empty();
  }

  private static Hooks createRuntime(Hook... hooks) {
    return with(1, List.of(hooks));
  }

  private static Hooks createContainer(Hook... hooks) {
    return with(2, List.of(hooks));
  }

  private static Hooks startContainer(Hook... hooks) {
    return with(3, List.of(hooks));
  }

  private static Hooks with(int kind, List<Hook> hooks) {
    List<List<Hook>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(i == kind ? hooks : List.of());
    }
    return new Hooks(
        all.get(0), all.get(1), all.get(2), all.get(3), all.get(4), all.get(5), Map.of());
  }

  private String run(Spec spec) throws Exception {
    Container container = sandbox.runtime().start(sandbox.request(spec));
    container.stdin().close();
    String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(container.stderr().readAllBytes(), StandardCharsets.UTF_8);
    container.waitFor();
    container.delete();
    return out + err;
  }

  private Path log() {
    return sandbox.directory().resolve("log");
  }

  private Hook logging(String name) {
    return hook("echo " + name + " $(cat) >> " + log());
  }

  @Test
  void runsAllSixInTheirOrderWithTheStateOfTheirTime() throws Exception {
    Hooks hooks =
        new Hooks(
            List.of(logging("prestart")),
            List.of(logging("createRuntime"), logging("second")),
            List.of(logging("createContainer")),
            List.of(hook("echo startContainer $(cat) > /tmp/log")),
            List.of(logging("poststart")),
            List.of(logging("poststop")),
            Map.of());
    Spec spec = Specs.runc("sh", "-c", "cat /tmp/log; echo program").withHooks(hooks);
    ContainerRequest request = sandbox.request(spec);
    Container container = sandbox.runtime().start(request);
    container.stdin().close();
    String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
    container.waitFor();
    List<String> before = Files.readAllLines(log());
    container.delete();
    List<String> lines = Files.readAllLines(log());
    assertEquals(
        List.of("prestart", "createRuntime", "second", "createContainer", "poststart"),
        before.stream().map(line -> line.split(" ")[0]).toList());
    assertEquals(before, lines.subList(0, before.size()));
    assertEquals("poststop", lines.get(before.size()).split(" ")[0]);
    assertState(request, lines.get(0), "created", container.pid());
    assertState(request, lines.get(1), "created", container.pid());
    assertState(request, lines.get(3), "created", 1);
    assertState(request, lines.get(4), "running", container.pid());
    assertState(request, lines.get(5), "stopped", 0);
    assertState(request, out.lines().findFirst().orElseThrow(), "created", 1);
    assertTrue(out.endsWith("program\n"), out);
  }

  private static void assertState(ContainerRequest request, String line, String status, int pid) {
    State state = State.parse(line.substring(line.indexOf(' ') + 1));
    assertEquals(request.id().value(), state.id());
    assertEquals(status, state.status().name().toLowerCase(java.util.Locale.ROOT));
    assertEquals(pid == 0 ? Optional.empty() : Optional.of(pid), state.pid());
  }

  @Test
  void givesArgumentsAndOnlyItsOwnEnvironment() throws Exception {
    Hook hook =
        new Hook(
            "/usr/bin/env",
            List.of("other-name"),
            List.of("A=1", "B="),
            Optional.empty(),
            Map.of());
    Hook names =
        new Hook(
            "/bin/sh",
            List.of("my-name", "-c", "echo $0 $COLOUR > " + log() + "; env >> " + log(), "zero"),
            List.of("COLOUR=green"),
            Optional.empty(),
            Map.of());
    run(Specs.runc("true").withHooks(createRuntime(hook, names)));
    List<String> lines = Files.readAllLines(log());
    assertEquals("zero green", lines.get(0));
    assertTrue(lines.contains("COLOUR=green"), lines.toString());
    assertFalse(lines.stream().anyMatch(line -> line.startsWith("HOME=")), lines.toString());
  }

  @Test
  void showsARuntimeHookTheRootInTheMountNamespaceOfInit() throws Exception {
    Path extra = Files.createDirectory(sandbox.directory().resolve("extra"));
    Files.writeString(extra.resolve("file"), "from the host\n");
    Hook mounts =
        hook(
            "pid=$(sed 's/.*\"pid\":\\([0-9]*\\).*/\\1/');"
                + " nsenter -m -t $pid sh -c 'test -d "
                + sandbox.root()
                + "/proc/1 && mount --bind "
                + extra
                + " "
                + sandbox.root()
                + "/tmp'");
    assertEquals(
        "from the host\n", run(Specs.runc("cat", "/tmp/file").withHooks(createRuntime(mounts))));
  }

  @Test
  void runsAContainerHookInTheNamespacesOfTheContainerWithTheFilesOfTheHost() throws Exception {
    Hook hook =
        hook(
            "hostname > "
                + log()
                + "; readlink /proc/self/ns/mnt >> "
                + log()
                + "; mount -t tmpfs none "
                + sandbox.root()
                + "/tmp; echo inside > "
                + sandbox.root()
                + "/tmp/file");
    assertEquals("inside\n", run(Specs.runc("cat", "/tmp/file").withHooks(createContainer(hook))));
    List<String> lines = Files.readAllLines(log());
    assertEquals("box", lines.get(0));
    assertFalse(Files.exists(sandbox.root().resolve("tmp/file")));
  }

  @Test
  void givesAHookOfTheImageNoMoreRightsThanTheProgram() throws Exception {
    Hook hook =
        hook(
            "grep -E 'Cap(Eff|Bnd)|NoNew' /proc/self/status > /tmp/rights;"
                + " pwd >> /tmp/rights; uname -m >> /tmp/rights");
    Spec spec =
        Specs.patched(
            Specs.runc("cat", "/tmp/rights"), "{'linux':{'personality':{'domain':'LINUX32'}}}");
    String machine = System.getProperty("os.arch").equals("aarch64") ? "armv8l" : "i686";
    assertEquals(
        "CapEff:\t0000000020000420\nCapBnd:\t0000000020000420\nNoNewPrivs:\t1\n/\n"
            + machine
            + "\n",
        run(spec.withHooks(startContainer(hook))));
  }

  @Test
  void runsHooksOfAContainerWithAUserNamespace() throws Exception {
    sandbox.root().resolve("tmp").toFile().setWritable(true, false);
    sandbox.directory().toFile().setExecutable(true, false);
    Spec plain = Specs.runc("cat", "/dev/shm/user");
    Linux linux = plain.linux().orElseThrow();
    List<Namespace> namespaces = new ArrayList<>(linux.namespaces());
    namespaces.add(Namespace.created(NamespaceType.USER));
    Hook hook = hook("read a b c < /proc/self/uid_map; echo $a $b $c > /dev/shm/user");
    Hook outside = hook("id -u > " + log() + "; mount -t tmpfs none " + sandbox.root() + "/tmp");
    Files.createFile(log());
    log().toFile().setWritable(true, false);
    Spec spec =
        plain
            .withLinux(
                linux
                    .withNamespaces(namespaces)
                    .withUidMappings(List.of(IdMapping.of(0, 100000, 65536)))
                    .withGidMappings(List.of(IdMapping.of(0, 100000, 65536))))
            .withHooks(
                new Hooks(
                    List.of(),
                    List.of(),
                    List.of(outside),
                    List.of(hook),
                    List.of(),
                    List.of(),
                    Map.of()));
    assertEquals("0 100000 65536\n", run(spec));
    assertEquals(List.of("0"), Files.readAllLines(log()));
  }

  @Test
  void stopsAtTheFirstHookThatFailsAndLeavesNothing() throws Exception {
    for (int kind = 0; kind < 5; kind++) {
      Files.deleteIfExists(log());
      Hooks failing =
          with(kind, List.of(hook("echo wrong >&2; exit 3"), hook("echo never > /tmp/never")));
      Hooks hooks =
          new Hooks(
              failing.prestart(),
              failing.createRuntime(),
              failing.createContainer(),
              failing.startContainer(),
              failing.poststart(),
              List.of(logging("poststop")),
              Map.of());
      Spec spec = Specs.runc("sleep", "1000").withHooks(hooks);
      StepException e = assertThrows(StepException.class, () -> sandbox.start(spec));
      assertTrue(e.getMessage().endsWith(" hook failed with exit code 3: wrong"), e.getMessage());
      assertEquals(0, e.getSuppressed().length, () -> e.getSuppressed()[0].toString());
      assertEquals(1, Files.readAllLines(log()).size());
      sandbox.assertNothingLeft();
    }
  }

  @Test
  void killsAHookWithItsChildrenWhenItsTimeIsOver() throws Exception {
    Hook slow =
        new Hook(
            "/bin/sh",
            List.of("sh", "-c", "sleep 4711 & sleep 4711"),
            List.of("PATH=/bin:/usr/bin"),
            Optional.of(1),
            Map.of());
    for (int kind = 1; kind <= 3; kind++) {
      Spec spec = Specs.runc("sleep", "1000").withHooks(with(kind, List.of(slow)));
      StepException e = assertThrows(StepException.class, () -> sandbox.start(spec));
      assertTrue(e.getMessage().endsWith("killed, for it did not end within 1 s"), e.getMessage());
      sandbox.assertNothingLeft();
      assertTrue(
          ProcessHandle.allProcesses()
              .noneMatch(p -> p.info().commandLine().orElse("").contains("sleep 4711")));
    }
  }

  @Test
  void saysThatAHookCannotBeExecuted() throws Exception {
    Hook missing = new Hook("/no/hook", List.of(), List.of(), Optional.empty(), Map.of());
    for (int kind = 0; kind < 5; kind++) {
      Spec spec = Specs.runc("sleep", "1000").withHooks(with(kind, List.of(missing)));
      StepException e = assertThrows(StepException.class, () -> sandbox.start(spec));
      assertTrue(e.getMessage().matches(".*\\[0\\] /no/hook: .*ENOENT.*"), e.getMessage());
      sandbox.assertNothingLeft();
    }
  }

  @Test
  void goesOnAfterAPoststopHookThatFailsAndSaysSo() throws Exception {
    Hooks hooks =
        new Hooks(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(hook("exit 1"), logging("second")),
            Map.of());
    Container container = sandbox.start(Specs.runc("true").withHooks(hooks));
    container.waitFor();
    List<String> warnings = sandbox.runtime().delete(container.id(), false);
    assertEquals(
        List.of("hook poststop[0] /bin/sh: poststop hook failed with exit code 1"), warnings);
    assertEquals(1, Files.readAllLines(log()).size());
    container.delete();
    assertEquals(none(), Hooks.empty());
  }
}
