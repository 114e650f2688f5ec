package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code davit run} as people use it: options, streams, signals and exit codes. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
class RunCommandTest {
  private static final String IMAGE = SharedImages.BUSYBOX;

  @ParameterizedTest
  @CsvSource({"0", "1", "7", "125", "126", "127", "137", "255"})
  void exitsWithTheCodeOfTheContainer(int code) {
    container("/bin/sh", "-c", "exit " + code).expect(code);
  }

  @Test
  void exitsWith128AndTheSignalThatEndedTheContainer() {
    String[] arguments = {IMAGE, "/bin/sh", "-c", "echo ready; exec sleep 1000"};
    try (var running = SharedImages.busybox().start(arguments)) {
      assertEquals("ready", running.readLine());
      String pid = Long.toString(running.containerPid());
      // Without a handler no other signal reaches process 1 of a namespace: pid_namespaces(7).
      Tool.run("kill", "-TERM", pid);
      Tool.run("kill", "-KILL", pid);
      assertEquals(137, running.finish().exit());
    }
  }

  @Test
  void passesTermAndInterruptOnToTheContainer() {
    for (String signal : List.of("TERM", "INT", "HUP")) {
      String script =
          "trap 'echo got; exit 42' " + signal + "; echo ready; while :; do sleep 0.05; done";
      try (var running = SharedImages.busybox().start(IMAGE, "/bin/sh", "-c", script)) {
        assertEquals("ready", running.readLine());
        Tool.run("kill", "-" + signal, Long.toString(running.process().pid()));
        Tool.Result result = running.finish();
        assertEquals(42, result.exit(), () -> signal + " " + result);
        assertEquals("got", result.line());
      }
    }
  }

  @Test
  void says127WhenTheCommandIsNotFound() {
    for (String command : List.of("no-such-command", "/no/such/command", "./nor-this")) {
      Tool.Result result = container(command).expect(127);
      assertTrue(result.err().contains(command), result::err);
      assertTrue(result.err().contains("ENOENT"), result::err);
    }
  }

  @Test
  void says126WhenTheCommandCannotBeExecuted() {
    for (String command : List.of("/etc/passwd", "/etc")) {
      Tool.Result result = container(command).expect(126);
      assertTrue(result.err().contains(command), result::err);
      assertTrue(result.err().contains("EACCES"), result::err);
    }
  }

  @Test
  void says126WhenTheFileIsNoProgram() {
    Path layer = Workspace.directory("layer");
    Path tar =
        new RawTar()
            .directory("bin", 0755)
            .file("bin/data", 0755, new byte[] {1, 2, 3, 4})
            .write(layer.resolve("t.tar"));
    DavitCommand davit = DavitCommand.fresh();
    davit.run("import", tar.toString(), "data:1");
    Tool.Result result = davit.container("data:1", "/bin/data").expect(126);
    assertTrue(result.err().contains("ENOEXEC"), result::err);
  }

  @Test
  void says125WhenDavitItselfFails() {
    assertTrue(
        SharedImages.busybox()
            .container("no-such-image:1", "true")
            .expect(125)
            .err()
            .contains("no-such-image:1"));
    SharedImages.busybox().container("--no-such-option", IMAGE, "true").expect(125);
    option("-w", "relative", "true").expect(125);
  }

  @Test
  void keepsBothOutputsApartAndWhole() {
    Tool.Result result =
        container("/bin/sh", "-c", "seq 1 20000; echo wrong >&2; seq 20001 40000").expect(0);
    assertEquals(40000, result.lines().size());
    assertEquals("40000", result.lines().get(39999));
    assertEquals("wrong", result.err().stripTrailing());
  }

  @Test
  void givesItsInputToTheContainerWhenAsked() {
    byte[] input = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "2", SharedImages.busybox().attempt(input, run("-i", IMAGE, "wc", "-l")).expect(0).line());
    assertEquals(
        "0", SharedImages.busybox().attempt(input, run(IMAGE, "wc", "-l")).expect(0).line());
  }

  @Test
  void takesTheEnvironmentOfTheImageAndOfTheCommandLineAndNothingElse() {
    Tool.Result result = option("-e", "A=1", "-e", "B=two words", "-e", "EMPTY=", "env").expect(0);
    assertTrue(result.lines().containsAll(List.of("A=1", "B=two words", "EMPTY=")), result::out);
    assertTrue(result.out().contains("PATH="), result::out);
    assertTrue(result.out().contains("HOME=/root"), result::out);
    assertFalse(result.out().contains("JAVA"), result::out);
    assertFalse(result.out().contains("LANG"), result::out);
  }

  @Test
  void beginsInTheDirectoryAskedFor() {
    assertEquals("/tmp", option("-w", "/tmp", "pwd").expect(0).line());
    assertEquals("/", container("pwd").expect(0).line());
  }

  @Test
  void makesTheWorkingDirectoryThatIsMissing() {
    assertEquals("/made/for/me", option("-w", "/made/for/me", "pwd").expect(0).line());
  }

  @ParameterizedTest
  @CsvSource({
    "app,         uid=1000(app) gid=1001(app) groups=50(staff)",
    "1000,        uid=1000(app) gid=1001(app) groups=50(staff)",
    "app:daemon,  uid=1000(app) gid=1(daemon)",
    "7:8,         uid=7 gid=8",
    "4294967294,  uid=4294967294 gid=0(root)"
  })
  void runsAsTheUserAndGroupAskedFor(String user, String expected) {
    String id = option("-u", user.trim(), "id").expect(0).line();
    assertTrue(id.startsWith(expected.trim()), id);
  }

  @ParameterizedTest
  @CsvSource({
    "nobody-here",
    "-1",
    "4294967295",
    "4294967296",
    "2147483648000",
    "0x0",
    "1e3",
    "app:nogroup",
    "'1000 '",
    "+1"
  })
  void refusesAUserThatIsNone(String user) {
    Tool.Result result = option("-u", user, "id");
    assertEquals(125, result.exit(), result::toString);
    assertEquals("", result.out());
  }

  @Test
  void callsTheHostAfterTheOptionOrTheId() {
    assertEquals("my-host", option("--hostname", "my-host", "hostname").expect(0).line());
    assertTrue(container("hostname").expect(0).line().matches("[0-9a-f]{12}"));
  }

  @Test
  void sharesTheNetworkOfTheHostWhenAsked() {
    String host = HostSnapshot.link(Path.of("/proc/self/ns/net"));
    assertEquals(host, option("--net", "host", "readlink", "/proc/self/ns/net").expect(0).line());
    assertTrue(
        !host.equals(option("--net", "none", "readlink", "/proc/self/ns/net").expect(0).line()));
  }

  @Test
  void bringsTheLoopbackDeviceUp() {
    String script =
        "nc -l -p 9000 -e echo pong & for i in $(seq 1000); do"
            + " nc 127.0.0.1 9000 </dev/null 2>/dev/null && break; usleep 20000; done";
    assertEquals("pong", option("--net", "none", "/bin/sh", "-c", script).expect(0).line());
  }

  @Test
  void hasATerminalWhenAsked() {
    // script(1) gives the command a terminal, whose size reaches the container. No -i: script types
    // an end of file at once, which a terminal that turns raw hands on as a NUL.
    String command =
        SharedImages.busybox()
            .line(run("-t", IMAGE, "/bin/sh", "-c", "tty; stty size; echo $TERM"))
            .stream()
            .map(a -> "'" + a.replace("'", "'\\''") + "'")
            .collect(java.util.stream.Collectors.joining(" "));
    Tool.Result result =
        Tool.attempt(
            List.of("script", "-qec", "stty rows 33 cols 77; exec " + command, "/dev/null"),
            java.util.Map.of("TERM", "xterm"),
            null,
            Tool.DEADLINE);
    List<String> lines = result.out().replace("\r", "").lines().toList();
    assertEquals(List.of("/dev/pts/0", "33 77", "xterm"), lines, result::toString);
  }

  @Test
  void makesAThrowAwayCopyOfADirectory() throws IOException {
    Path root = BusyboxRootfs.create(Workspace.directory("rootfs"));
    Files.writeString(root.resolve("etc/keep"), "kept");
    String script = "rm /etc/keep; echo new >/etc/passwd; rm -rf /usr; ls / | wc -l";
    davit("--rootfs", root.toString(), "/bin/sh", "-c", script).expect(0);
    assertEquals("kept", Files.readString(root.resolve("etc/keep")));
    assertTrue(Files.isDirectory(root.resolve("usr/bin")));
  }

  @Test
  void makesAThrowAwayCopyOfThisMachine() {
    String script =
        "id -u; rm -rf /usr/share/doc; ls /usr/share/doc 2>&1 | wc -l; cat /etc/os-release";
    Tool.Result result = davit("--rootfs", "/", "sh", "-c", script).expect(0);
    assertEquals(List.of("0", "1"), result.lines().subList(0, 2));
    assertTrue(Files.isDirectory(Path.of("/usr/share/doc")));
    assertTrue(result.out().contains("NAME="));
  }

  @Test
  void runsWhileItIsListedAndIsGoneAfterwards() throws Exception {
    DavitCommand davit = SharedImages.busybox();
    try (var running =
        davit.start("--name", "listed", IMAGE, "/bin/sh", "-c", "echo ready; exec sleep 1000")) {
      assertEquals("ready", running.readLine());
      OnDemandDaemon.until("it is listed", () -> davit.run("ps").out().contains("listed"));
      // SIGTERM has no effect on process 1 without a handler; as in docker, KILL is the default.
      davit.run("kill", "-s", "TERM", "listed");
      davit.run("kill", "listed");
      assertEquals(137, running.finish().exit());
    }
    assertFalse(davit.run("ps", "-a").out().contains("listed"));
  }

  @Test
  void keepsTheContainerUntilItIsRemovedWithoutRm() {
    DavitCommand davit = SharedImages.busybox();
    davit
        .attempt(
            "run",
            "--cgroup-parent",
            DavitCommand.CGROUP_PARENT,
            "--name",
            "kept",
            IMAGE,
            "sh",
            "-c",
            "exit 3")
        .expect(3);
    assertTrue(davit.run("ps", "-a").out().contains("kept"));
    Tool.Result again = davit.attempt(run("--name", "kept", IMAGE, "true")).expect(125);
    assertTrue(again.err().contains("kept"), again::err);
    davit.run("rm", "kept");
    assertFalse(davit.run("ps", "-a").out().contains("kept"));
    assertTrue(davit.attempt("rm", "kept").expect(1).err().contains("kept"));
  }

  private static Tool.Result container(String... command) {
    return SharedImages.busybox()
        .container(Stream.concat(Stream.of(IMAGE), Stream.of(command)).toArray(String[]::new));
  }

  /** Options up to the first word that is a command, then the image, then the rest. */
  private static Tool.Result option(String... words) {
    int i = 0;
    while (words[i].startsWith("-")) {
      i += 2;
    }
    return SharedImages.busybox()
        .container(
            Stream.of(Stream.of(words).limit(i), Stream.of(IMAGE), Stream.of(words).skip(i))
                .flatMap(s -> s)
                .toArray(String[]::new));
  }

  private static Tool.Result davit(String... words) {
    return SharedImages.davit().container(words);
  }

  private static String[] run(String... words) {
    return Stream.concat(
            Stream.of("run", "--rm", "--cgroup-parent", DavitCommand.CGROUP_PARENT),
            Stream.of(words))
        .toArray(String[]::new);
  }
}
