package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The command as an ordinary user, from the image to its removal. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.UIDMAP, Need.UNSHARE})
class RootlessTest {
  private static final String IMAGE = "busybox:mine";
  private static OrdinaryUser user;

  @BeforeAll
  static void importAnImageAsTheUser() throws IOException {
    user = OrdinaryUser.create(true);
    user.importBusybox(IMAGE);
  }

  /** Whether limits of an ordinary user are possible at all. */
  private static boolean v2Alone() {
    return HostSnapshot.cgroupMounts().stream().allMatch(m -> m.v2());
  }

  private static Tool.Result run(String script, String... options) {
    List<String> words = new java.util.ArrayList<>(List.of("run", "--rm"));
    words.addAll(List.of(options));
    words.addAll(List.of(IMAGE, "sh", "-c", script));
    return user.davit(words.toArray(String[]::new));
  }

  @Test
  void isRootInsideAndItsUserOutside() {
    Tool.Result result =
        run("id -u; cat /proc/self/uid_map; grep ^CapEff /proc/self/status; ls /sys/class/net")
            .expect(0);
    List<String> lines =
        result.lines().stream().map(l -> l.strip().replaceAll("\\s+", " ")).toList();
    assertEquals("0", lines.get(0));
    assertEquals("0 54321 1", lines.get(1));
    assertEquals("1 500000 65536", lines.get(2));
    assertEquals("CapEff: 00000000a00425fb", lines.get(3));
    assertEquals("lo", lines.get(4), "no network unless it is asked for");
  }

  /** The proof of a user namespace: who owns what outside. */
  @Test
  void givesFilesOfAVolumeTheMappedOwner() throws IOException {
    Path volume = Files.createDirectory(user.home().resolve("volume"));
    Tool.run("chmod", "0777", volume.toString());
    Tool.run("chown", OrdinaryUser.UID + "", volume.toString());
    run(
            "touch /data/root; chown 33:34 /data/root.33 2>/dev/null; touch /data/x; chown 33:34 /data/x",
            "-v",
            volume + ":/data")
        .expect(0);
    run("touch /data/app", "-v", volume + ":/data", "-u", "1000:1001").expect(0);
    assertEquals("54321:54321", owner(volume.resolve("root")));
    assertEquals("500032:500033", owner(volume.resolve("x")));
    assertEquals("500999:501000", owner(volume.resolve("app")));
  }

  private static String owner(Path file) {
    return Tool.run("stat", "-c", "%u:%g", file.toString()).line();
  }

  @Test
  void keepsWhatTheImageAndTheContainerSayOfOwners() {
    Tool.Result result =
        run("stat -c %u:%g /bin/busybox; touch /etc/new; rm /etc/passwd; mkdir /root/d; chown 5:6 /root/d;"
                + " stat -c %u:%g /root/d; ls -a /etc | grep -c passwd")
            .expect(1);
    assertEquals(List.of("0:0", "5:6", "0"), result.lines());
  }

  @Test
  void hasTheHostsNetworkWhereAsked() {
    assertEquals(
        Tool.run("ls", "/sys/class/net").out(),
        run("ls /sys/class/net", "--net", "host").expect(0).out());
  }

  @Test
  void isSeenAndKilledAndRemovedByLaterCommands() throws Exception {
    Process process =
        new ProcessBuilder(
                user.davitLine(
                    "none",
                    "run",
                    "--keep",
                    "--name",
                    "mine",
                    "-u",
                    "1000",
                    IMAGE,
                    "sh",
                    "-c",
                    "trap 'exit 7' USR1; echo up; while :; do sleep 0.2; done"))
            .start();
    try {
      assertEquals('u', process.getInputStream().read());
      OnDemandDaemon.until("it is listed", () -> user.davit("ps").expect(0).out().contains("mine"));
      user.davit("kill", "-s", "USR1", "mine").expect(0);
      assertEquals(7, process.waitFor());
      assertTrue(user.davit("ps", "-a").expect(0).out().contains("mine"));
      user.davit("rm", "mine").expect(0);
      assertFalse(user.davit("ps", "-a").expect(0).out().contains("mine"));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void isWorkedWithByLaterCommands() throws Exception {
    String script = "trap 'exit 8' TERM; echo up; while :; do sleep 0.2; done";
    Process process =
        new ProcessBuilder(
                user.davitLine(
                    "none", "run", "--rm", "--name", "at-work", IMAGE, "sh", "-c", script))
            .start();
    try {
      assertEquals('u', process.getInputStream().read());
      assertEquals(
          "1000 1001",
          user.davit("exec", "-u", "app", "at-work", "sh", "-c", "echo $(id -u) $(id -g)")
              .expect(0)
              .line());
      user.davit("exec", "at-work", "sh", "-c", "exit 5").expect(5);
      user.davit("stop", "-t", "60", "at-work").expect(0);
      assertEquals(8, process.waitFor());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void saysWhatIsImpossibleBeforeAnythingHappens() {
    Tool.Result root = user.davit("run", "--rootfs", "/", "true").expect(125);
    assertTrue(
        root.err().contains("cannot stack a directory below which something is mounted"),
        root.err());
    Tool.Result limits = run("true", "--memory", "64m").expect(125);
    String why = v2Alone() ? "is not delegated to this user" : "need cgroup v2 alone";
    assertTrue(limits.err().contains("memory.limit: "), limits.err());
    assertTrue(limits.err().contains(why), limits.err());
    assertEquals("", user.davit("ps", "-a", "-q").expect(0).out());
  }

  @Test
  void runsWithASingleIdWhereThereIsNoRange() throws IOException {
    OrdinaryUser single = OrdinaryUser.create(false);
    Path tar = Workspace.shared("rootless.tar");
    single.davit("import", tar.toString(), IMAGE).expect(0);
    Tool.Result result =
        single.davit("run", "--rm", IMAGE, "sh", "-c", "id -u; cat /proc/self/uid_map").expect(0);
    assertTrue(
        Pattern.compile("0\\n\\s+0\\s+54321\\s+1\\n").matcher(result.out()).matches(),
        result.out());
    Path other = Workspace.shared("owners.tar");
    Tool.shell(
        "cd /etc && tar --owner=33 --group=34 -cf \"$1\" hostname && chmod a+r \"$1\"",
        other.toString());
    Tool.Result refused = single.davit("import", other.toString(), "owners:other");
    assertTrue(refused.exit() != 0, refused.toString());
    assertTrue(refused.err().contains("entry hostname: "), refused.err());
    assertTrue(
        refused.err().contains("owner 33:34 is not mapped into this user namespace: give the user"),
        refused.err());
    Tool.Result doctor = single.davit("doctor").expect(0);
    assertTrue(doctor.out().contains("/etc/subuid has no range for davit-tester"), doctor.out());
  }

  @Test
  void saysWhatTheMachineOffers() {
    Tool.Result text = user.davit("doctor").expect(0);
    assertTrue(text.out().contains("ordinary user davit-tester"), text.out());
    Tool.Result json = user.davit("doctor", "-o", "json").expect(0);
    var features = com.google.gson.JsonParser.parseString(json.out()).getAsJsonArray();
    assertTrue(features.size() > 5, json.out());
    String cgroups =
        java.util.stream.StreamSupport.stream(features.spliterator(), false)
            .map(f -> f.getAsJsonObject())
            .filter(f -> f.get("name").getAsString().equals("cgroups"))
            .map(f -> f.get("state").getAsString())
            .findFirst()
            .orElseThrow();
    assertEquals("no", cgroups);
  }

  @Test
  void executesProgramsWhereTheFilesAre() {
    Tool.Result result =
        user.davit("unshare", "sh", "-c", "id -u; touch $HOME/of-33; chown 33 $HOME/of-33")
            .expect(0);
    assertEquals("0", result.line());
    assertEquals("500032", owner(user.home().resolve("of-33")).split(":")[0]);
    assertEquals(3, user.davit("unshare", "sh", "-c", "exit 3").exit());
  }
}
