package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code davit-oci} as an ordinary user, with the configuration that its {@code spec} writes. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.UIDMAP, Need.UNSHARE})
@OnOneJava
class RootlessOciTest {

  private final OrdinaryUser user = OrdinaryUser.create(true);
  private final Path bundle = user.home().resolve("bundle");
  private final String state = user.home().resolve("state").toString();

  @BeforeEach
  void makeABundle() throws IOException {
    Files.createDirectory(bundle);
    Tool.run("cp", "-a", RuncBundle.rootfs().toString(), bundle.resolve("rootfs").toString());
    Tool.run("chown", "-R", OrdinaryUser.UID + ":" + OrdinaryUser.UID, bundle.toString());
    user.oci("spec", "--rootless", "--bundle", bundle.toString()).expect(0);
  }

  private void configure(Consumer<JsonObject> change, String... args) throws IOException {
    Path file = bundle.resolve("config.json");
    JsonObject config = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    JsonObject process = config.getAsJsonObject("process");
    process.addProperty("terminal", false);
    JsonArray words = new JsonArray();
    List.of(args).forEach(words::add);
    process.add("args", words);
    change.accept(config);
    Files.writeString(file, config.toString());
  }

  private Tool.Result oci(String... words) {
    List<String> all = new java.util.ArrayList<>(List.of("--root", state));
    all.addAll(List.of(words));
    return user.oci(all.toArray(String[]::new));
  }

  @Test
  void leadsTheLifeOfAContainer() throws Exception {
    configure(
        OciBundles.set("hooks", "{'createContainer':[{'path':'/bin/true'}]}"), "sleep", "1000");
    oci("run", "-d", "--bundle", bundle.toString(), "--pid-file", bundle + "/pid", "mine")
        .expect(0);
    String pid = Files.readString(bundle.resolve("pid"));
    assertEquals(
        String.valueOf(OrdinaryUser.UID), Tool.run("stat", "-c", "%u", "/proc/" + pid).line());
    assertTrue(oci("state", "mine").expect(0).out().contains("\"status\": \"running\""));
    assertEquals("0\n/tmp\n", oci("exec", "--cwd", "/tmp", "mine", "sh", "-c", "id -u; pwd").out());
    assertEquals(255, oci("exec", "mine", "nothing").exit());
    assertEquals("[" + pid + "]\n", oci("ps", "--format", "json", "mine").expect(0).out());
    assertTrue(oci("ps", "mine").expect(0).out().contains("sleep 1000"));
    oci("kill", "mine", "KILL").expect(0);
    oci("delete", "--force", "mine").expect(0);
    assertEquals(1, oci("state", "mine").exit());
  }

  @Test
  void joinsNamespacesOfAnotherContainerOfTheUser() throws Exception {
    configure(config -> {}, "sleep", "1000");
    oci("run", "-d", "--bundle", bundle.toString(), "--pid-file", bundle + "/pid", "mine")
        .expect(0);
    String namespaces = "/proc/" + Files.readString(bundle.resolve("pid")) + "/ns/";
    try {
      configure(
          OciBundles.set(
                  "linux.namespaces",
                  "[{'type':'mount'},"
                      + Stream.of("user", "pid", "ipc", "uts")
                          .map(type -> "{'type':'" + type + "','path':'" + namespaces + type + "'}")
                          .collect(Collectors.joining(","))
                      + "]")
              .andThen(OciBundles.set("linux.uidMappings", "[]"))
              .andThen(OciBundles.set("linux.gidMappings", "[]"))
              .andThen(config -> config.remove("hostname")),
          "sh",
          "-c",
          "id -u; tr '\\0' ' ' </proc/1/cmdline; hostname");
      assertEquals(
          "0\nsleep 1000 davit\n",
          oci("run", "--bundle", bundle.toString(), "other").expect(0).out());
    } finally {
      oci("delete", "--force", "mine").expect(0);
    }
  }

  /**
   * With what is mounted below it, read-only as well: the kernel lets an ordinary user have no
   * less.
   */
  @Test
  void showsTheSysfsOfTheHostWithTheNetworkOfTheHost() throws Exception {
    configure(
        OciBundles.set(
            "mounts",
            "[{'destination':'/proc','type':'proc'},"
                + "{'destination':'/sys','type':'sysfs','options':['nosuid','noexec','ro']}]"),
        "sh",
        "-c",
        "ls /sys/class/net; grep -c ' /sys.* rw' /proc/mounts");
    String devices = Tool.run("ls", "/sys/class/net").out();
    assertEquals(devices + "0\n", oci("run", "--bundle", bundle.toString(), "mine").out());
  }

  @Test
  void mapsTheIdsThatAreTheUsersAndNoOthers() throws Exception {
    configure(
        OciBundles.set(
                "linux.uidMappings",
                "[{'containerID':0,'hostID':54321,'size':1},"
                    + "{'containerID':1,'hostID':500000,'size':99}]")
            .andThen(
                OciBundles.set(
                    "linux.gidMappings",
                    "[{'containerID':0,'hostID':54321,'size':1},"
                        + "{'containerID':1,'hostID':500000,'size':99}]"))
            .andThen(OciBundles.set("process.user", "{'uid':7,'gid':8,'additionalGids':[9]}"))
            .andThen(OciBundles.set("mounts", "[]")),
        "id");
    assertEquals(
        "uid=7 gid=8 groups=9", oci("run", "--bundle", bundle.toString(), "mine").expect(0).line());
    configure(OciBundles.set("linux.uidMappings", "[{'containerID':0,'hostID':0,'size':1}]"), "id");
    Tool.Result refused = oci("run", "--bundle", bundle.toString(), "mine");
    assertEquals(1, refused.exit());
    assertTrue(refused.err().contains("1 ids from 0 on are not this user's"), refused.err());
  }
}
