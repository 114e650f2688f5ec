package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Containers of an ordinary user that reach the outside by a program of the host. The outside is a
 * network namespace of the test.
 */
@OnOneJava
@Needs({Need.ROOT, Need.BUSYBOX, Need.UIDMAP, Need.UNSHARE, Need.IP, Need.PASTA, Need.SLIRP4NETNS})
class RootlessNetworkTest {
  private static final String IMAGE = "busybox:mine";
  private static final String PAGE = "http://198.51.100.7:8080/page";

  /** A web server, and one on the loopback address; then a command, and who is left after it. */
  private static final String OUTSIDE =
      """
      ip link set lo up
      ip address add 198.51.100.7/32 dev lo
      ip link add outside type bridge
      ip address add 192.0.2.2/24 dev outside
      ip link set outside up
      ip route add default via 192.0.2.1
      busybox httpd -f -p 198.51.100.7:8080 -h "$1" &
      first=$!
      busybox httpd -f -p 127.0.0.1:8081 -h "$1" &
      second=$!
      shift
      code=0
      "$@" || code=$?
      kill $first $second
      wait
      for process in /proc/[0-9]*; do
        [ "$process" = "/proc/$$" ] || [ ! "$process/ns/net" -ef /proc/$$/ns/net ] ||
          echo "left: $(cat $process/comm 2>/dev/null)"
      done
      exit $code
      """;

  /** Where every user may open the device of taps, as on most machines. */
  private static final List<String> WITH_TAPS =
      List.of(
          "unshare",
          "-n",
          "-m",
          "--propagation",
          "private",
          "sh",
          "-euc",
          "mount -t tmpfs tmpfs /dev/net; mknod -m 666 /dev/net/tun c 10 200; exec \"$@\"",
          "sh");

  /** Runs a command and asks a published port of it. */
  private static final String ASK =
      """
      "$@" &
      for i in $(seq 900); do
        answer=$(busybox nc 192.0.2.2 8088 </dev/null 2>/dev/null) || :
        [ -z "$answer" ] || break
        sleep 0.1
      done
      wait
      echo "asked: $answer"
      """;

  private static OrdinaryUser user;
  private static Path pages;

  @BeforeAll
  static void importAnImageAsTheUser() throws IOException {
    user = OrdinaryUser.create(true);
    user.importBusybox(IMAGE);
    pages = Workspace.directory("pages");
    Files.writeString(pages.resolve("page"), "hello from outside\n");
  }

  private static Tool.Result outside(List<String> command) {
    List<String> line = new ArrayList<>(WITH_TAPS);
    line.addAll(List.of("sh", "-euc", OUTSIDE, "sh"));
    line.add(pages.toString());
    line.addAll(command);
    return Tool.attempt(line, Map.of(), null, Tool.DEADLINE);
  }

  private static List<String> run(String network, String script) {
    return user.davitLine("none", "run", "--rm", "--net", network, IMAGE, "sh", "-c", script);
  }

  @Test
  void fetchesAPageAndIsReachedAtAPublishedPortByPasta() {
    String script =
        "wget -qO- "
            + PAGE
            + "; ls /sys/class/net; cat /etc/resolv.conf; nc -l -p 80 -e echo from inside";
    List<String> line = new ArrayList<>(List.of("sh", "-c", ASK, "sh"));
    line.addAll(
        user.davitLine(
            "none", "run", "--rm", "--net", "pasta", "-p", "8088:80", IMAGE, "sh", "-c", script));
    Tool.Result result = outside(line).expect(0);
    assertEquals(
        List.of("hello from outside", "lo", "outside", "nameserver 169.254.1.1"),
        result.lines().subList(0, 4));
    assertTrue(result.lines().contains("asked: from inside"), result.out());
    assertFalse(result.out().contains("left"), result.out());
  }

  @Test
  void fetchesAPageBySlirp4netnsButNoneFromTheLoopbackAddressOfTheHost() {
    Tool.Result result =
        outside(
                run(
                    "slirp4netns",
                    "wget -qO- "
                        + PAGE
                        + "; echo GET /page | nc -w 2 10.0.2.2 8081 2>/dev/null; ls /sys/class/net; cat /etc/resolv.conf"))
            .expect(0);
    assertEquals(
        List.of("hello from outside", "lo", "tap0", "nameserver 10.0.2.3"),
        result.lines().subList(0, 4));
    assertFalse(result.out().contains("left"), result.out());
  }

  @Test
  void saysWhyTheProgramCouldNotConnectAndLeavesNothing() {
    List<String> line = new ArrayList<>(WITH_TAPS);
    line.addAll(run("pasta", "true"));
    Tool.Result result = Tool.attempt(line, Map.of(), null, Tool.DEADLINE).expect(125);
    assertTrue(
        result.err().contains("the program that connects its network has failed: "), result.err());
  }

  @Test
  void refusesAProgramThatIsNotInstalledBeforeAnythingHappens() {
    List<String> line =
        new ArrayList<>(
            List.of(
                "unshare",
                "-m",
                "--propagation",
                "private",
                "sh",
                "-euc",
                "mount --bind /dev/null \"$(command -v slirp4netns)\"; exec \"$@\"",
                "sh"));
    line.addAll(run("slirp4netns", "true"));
    Tool.Result result = Tool.attempt(line, Map.of(), null, Tool.DEADLINE).expect(125);
    assertTrue(
        result.err().contains("network: slirp4netns: is not installed: install slirp4netns"),
        result.err());
  }

  @Test
  void keepsItsNetworkWhenTheCommandIsKilledAndLosesItWithItsSupervisor() throws Exception {
    Process command = sleeper("orphan");
    try {
      ProcessHandle helper = descendant(command, "slirp4netns");
      awaitRunning();
      command.destroyForcibly().waitFor();
      assertTrue(helper.isAlive());
      helper.parent().orElseThrow().destroyForcibly();
      helper.onExit().get(Tool.DEADLINE.toSeconds(), TimeUnit.SECONDS);
      user.davit("rm", "--force", "orphan").expect(0);
    } finally {
      end(command);
    }
  }

  private static Process sleeper(String name) throws IOException {
    List<String> line = new ArrayList<>(WITH_TAPS);
    line.addAll(
        user.davitLine(
            "none",
            "run",
            "--keep",
            "--net",
            "slirp4netns",
            "--name",
            name,
            IMAGE,
            "sh",
            "-c",
            "echo up; exec sleep 1000"));
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    assertEquals('u', process.getInputStream().read());
    return process;
  }

  /** Its output comes a moment before it is recorded as running. */
  private static void awaitRunning() throws Exception {
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (!user.davit("ps", "-o", "json").out().contains("\"pid\"")) {
      assertTrue(System.nanoTime() < end, "not recorded as running");
      Thread.sleep(20);
    }
  }

  private static void end(Process command) {
    command.descendants().forEach(ProcessHandle::destroyForcibly);
    command.destroyForcibly();
  }

  /** Found by its name, below a process that lives. */
  private static ProcessHandle descendant(Process process, String name) throws Exception {
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (System.nanoTime() < end) {
      for (ProcessHandle each : process.descendants().toList()) {
        if (Inside.commOf(each.pid()).equals(name)) {
          return each;
        }
      }
      Thread.sleep(20);
    }
    throw new AssertionError(name + ": does not run");
  }
}
