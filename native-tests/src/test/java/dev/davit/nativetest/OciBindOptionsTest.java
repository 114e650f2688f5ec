package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bind mount of {@code davit-oci} keeps of the options of the mount that it shows. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2})
@OnOneJava
class OciBindOptionsTest {

  private static final String USER_NAMESPACE =
      "[{'type':'mount'},{'type':'pid'},{'type':'ipc'},{'type':'uts'},{'type':'network'},"
          + "{'type':'user'}]";

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("oci-bind-options");
  private final OciBundles bundles = OciBundles.of(command, place);
  private final String id = Workspace.NAME + "-bind";
  private final Path source = place.resolve("source");

  @BeforeEach
  void mountTheSource() throws Exception {
    Files.createDirectory(source);
    Tool.shell(
        "mount -t tmpfs tmpfs \"$1\" && mount -o remount,bind,ro,nosuid,nodev,noexec,noatime \"$1\"",
        source.toString());
  }

  @AfterEach
  void unmountTheSource() {
    Tool.shell("umount \"$1\"", source.toString());
    Workspace.delete(place);
  }

  /** The options of the mount that a container has with these options, without its size. */
  private String options(Consumer<JsonObject> change, String... options) {
    String mount =
        "{'destination':'/mnt','type':'bind','source':'"
            + source
            + "','options':['"
            + String.join("','", options)
            + "']}";
    Path bundle =
        bundles.make(
            OciBundles.set(
                    "mounts",
                    "[{'destination':'/proc','type':'proc','source':'proc'}," + mount + "]")
                .andThen(change),
            "awk",
            "$2 == \"/mnt\" {print $4}",
            "/proc/self/mounts");
    String out = command.run("run", "--bundle", bundle.toString(), id).out().strip();
    return out.replaceAll(",(size|inode|nr_inodes|uid|gid)[^,]*", "");
  }

  private String options(String... options) {
    return options(config -> {}, options);
  }

  @Test
  void whoNamesOneOptionSaysAllButTheTimes() {
    assertEquals("ro,nosuid,nodev,noexec,noatime", options("bind", "rprivate"));
    assertEquals("rw,nosuid,noatime", options("rbind", "nosuid", "rprivate"));
    assertEquals("ro,noatime", options("bind", "ro"));
    assertEquals("rw,relatime", options("bind", "rw", "relatime"));
    assertEquals(
        "ro,nosuid,nodev,noexec,noatime", options("rbind", "rro"), "that is about all below it");
  }

  @Test
  void inAUserNamespaceWhatIsNotNamedStays() {
    Consumer<JsonObject> mapped =
        OciBundles.set("linux.namespaces", USER_NAMESPACE)
            .andThen(
                OciBundles.set(
                    "linux.uidMappings", "[{'containerID':0,'hostID':100000,'size':65536}]"))
            .andThen(
                OciBundles.set(
                    "linux.gidMappings", "[{'containerID':0,'hostID':100000,'size':65536}]"));
    // the first makes the places of mounts, which the user namespace's root may not
    String all = options("bind");
    assertEquals(all, options(mapped, "bind", "nosuid"));
    assertEquals("rw,nosuid,nodev,noexec,noatime", options(mapped, "bind", "rw"));
  }
}
