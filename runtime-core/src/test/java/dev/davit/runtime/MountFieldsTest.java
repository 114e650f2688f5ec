package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.Spec;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The less common mounts and namespaces, by what is seen inside. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class MountFieldsTest {

  private static final String MAPS =
      "'uidMappings':[{'containerID':0,'hostID':100000,'size':65536}],"
          + "'gidMappings':[{'containerID':0,'hostID':200000,'size':65536}]";

  private Sandbox sandbox;
  private Path data;

  @BeforeEach
  void open() throws Exception {
    sandbox = Sandbox.open();
    sandbox.directory().toFile().setExecutable(true, false);
    data = Files.createDirectory(sandbox.directory().resolve("data"));
    Files.createDirectory(sandbox.root().resolve("data"));
    Files.writeString(data.resolve("file"), "content\n");
    Files.setAttribute(data.resolve("file"), "unix:uid", 5);
    Files.setAttribute(data.resolve("file"), "unix:gid", 6);
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  private String run(Spec spec) throws Exception {
    Container container = sandbox.start(spec);
    container.stdin().close();
    String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(container.stderr().readAllBytes(), StandardCharsets.UTF_8);
    container.waitFor();
    container.delete();
    return out + err;
  }

  /** With one more mount, as JSON. */
  private static Spec mount(String script, String mount) {
    Spec plain = Specs.runc("sh", "-c", script);
    String mounts = plain.toJson().replaceFirst("\"mounts\":\\[", "\"mounts\":[");
    int end = mounts.indexOf("\"mounts\":[") + "\"mounts\":[".length();
    int depth = 1;
    while (depth > 0) {
      char next = mounts.charAt(end++);
      depth += next == '[' ? 1 : next == ']' ? -1 : 0;
    }
    return Spec.parse(
        mounts.substring(0, end - 1) + "," + mount.replace('\'', '"') + mounts.substring(end - 1));
  }

  private static Spec inUserNamespace(Spec spec) {
    String namespaces = "";
    for (String type : new String[] {"pid", "network", "ipc", "uts", "mount", "cgroup", "user"}) {
      namespaces += (namespaces.isEmpty() ? "" : ",") + "{'type':'" + type + "'}";
    }
    return Specs.patched(spec, "{'linux':{'namespaces':[" + namespaces + "]," + MAPS + "}}");
  }

  private String bind(String options, String more) {
    return "{'destination':'/data','type':'bind','source':'"
        + data
        + "','options':["
        + options
        + "]"
        + more
        + "}";
  }

  @Test
  void showsOtherIdsByMappingsOfTheMount() throws Exception {
    assertEquals(
        "100005 200006\n", run(mount("stat -c '%u %g' /data/file", bind("'bind'", "," + MAPS))));
  }

  @Test
  void writesWithTheIdsOfTheFilesystem() throws Exception {
    data.toFile().setWritable(true, false);
    assertEquals(
        "", run(inUserNamespace(mount("echo new > /data/new", bind("'bind','idmap'", "")))));
    assertEquals(0, Files.getAttribute(data.resolve("new"), "unix:uid"));
  }

  @Test
  void mapsIdsLikeTheUserNamespaceOfTheContainer() throws Exception {
    assertEquals(
        "5 6\n",
        run(inUserNamespace(mount("stat -c '%u %g' /data/file", bind("'bind','idmap'", "")))));
    assertEquals(
        "65534 65534\n",
        run(inUserNamespace(mount("stat -c '%u %g' /data/file", bind("'bind'", "")))));
  }

  @Test
  void mapsIdsAsItsOptionSays() throws Exception {
    String script = "stat -c '%u %g' /data/file";
    assertEquals("7 8\n", run(mount(script, bind("'bind','idmap=uids=5-7-1;gids=0-2-10'", ""))));
    // MAPS shows what is 100000 and 200000 on the host as 0
    assertEquals(
        "8 66\n",
        run(
            inUserNamespace(
                mount(script, bind("'bind','ridmap=uids=0-100003-9;gids=@0-60-9'", "")))));
  }

  /**
   * The kernel lets only the owner of a network namespace make a sysfs, which shows its devices.
   */
  @Test
  void showsTheSysfsOfTheHostWhereItHasTheNetworkOfTheHost() throws Exception {
    String namespaces =
        "{'linux':{'namespaces':[{'type':'mount'},{'type':'pid'},{'type':'ipc'},{'type':'uts'},{'type':'user'}],";
    Spec spec =
        Specs.patched(
            Specs.runc(
                "sh", "-c", "ls /sys/class/net; touch /sys/kernel; grep ' /sys ' /proc/mounts"),
            "{'hostname':null}");
    String out = run(Specs.patched(spec, namespaces + MAPS + "}}"));
    List<String> devices = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/sys/class/net"))) {
      all.forEach(device -> devices.add(device.getFileName().toString()));
    }
    for (String device : devices) {
      assertTrue(out.contains(device + "\n"), out);
    }
    assertTrue(out.contains("Read-only file system"), out);
    assertTrue(out.contains("sysfs /sys sysfs ro,nosuid,nodev,noexec"), out);
  }

  @Test
  void mapsIdsOfTheMountsBelowOnlyWhenAsked() throws Exception {
    String script = "stat -c '%u' /data/file /data/proc/version";
    Spec spec = mount(script, bind("'rbind','idmap'", "," + MAPS));
    Files.createDirectory(data.resolve("proc"));
    assertTrue(run(spec).startsWith("100005\n"));
  }

  @Test
  void mapsIdsOfANewFilesystem() throws Exception {
    assertEquals(
        "100000 200000\n",
        run(
            mount(
                "stat -c '%u %g' /scratch",
                "{'destination':'/scratch','type':'tmpfs','source':'tmpfs'," + MAPS + "}")));
  }

  @Test
  void fillsATmpfsWithWhatIsInItsPlace() throws Exception {
    Path etc = sandbox.root().resolve("etc");
    Files.createDirectories(etc.resolve("deep/er"));
    Files.writeString(etc.resolve("deep/er/file"), "deep\n");
    Files.setAttribute(etc.resolve("deep/er/file"), "unix:uid", 1000);
    Files.createSymbolicLink(etc.resolve("link"), Path.of("deep/er/file"));
    String out =
        run(
            mount(
                "cat /etc/link; stat -c %u /etc/deep/er/file; readlink /etc/link;"
                    + " echo x > /etc/passwd; grep -c ' /etc tmpfs' /proc/mounts; ls /etc",
                "{'destination':'/etc','type':'tmpfs','source':'tmpfs',"
                    + "'options':['tmpcopyup','mode=755']}"));
    assertEquals("deep\n1000\ndeep/er/file\n1\ndeep\ngroup\nlink\npasswd\n", out);
    assertTrue(Files.readString(etc.resolve("passwd")).startsWith("root:"));
  }

  @Test
  void setsRecursiveAttributesOnTheMountsBelow() throws Exception {
    assertEquals(
        "",
        run(
            mount(
                "grep -E ' /host(/[a-z]+)* ' /proc/self/mountinfo | grep -v ' ro,nosuid'",
                "{'destination':'/host','type':'bind','source':'/proc',"
                    + "'options':['rbind','rro','rnosuid']}")));
  }

  @Test
  void takesALinkForWhatItIsWhenAsked() throws Exception {
    Files.createSymbolicLink(data.resolve("link"), Path.of("file"));
    assertEquals(
        "content\n",
        run(
            mount(
                "cat /tmp/target",
                "{'destination':'/tmp/target','type':'bind','source':'"
                    + data.resolve("link")
                    + "','options':['bind']}")));
    Files.createSymbolicLink(sandbox.root().resolve("tmp/place"), Path.of("/etc/passwd"));
    assertEquals(
        "file\nroot\n",
        run(
            mount(
                "readlink /tmp/place; head -c 4 /etc/passwd; echo",
                "{'destination':'/tmp/place','type':'bind','source':'"
                    + data.resolve("link")
                    + "','options':['bind','src-nofollow','dest-nofollow']}")));
  }

  private static String tmpfs(String place, String options) {
    return "{'destination':'"
        + place
        + "','type':'tmpfs','source':'tmpfs','options':["
        + options
        + "]}";
  }

  @Test
  void givesATmpfsTheModeOfWhatItCovers() throws Exception {
    Path tmp = sandbox.root().resolve("tmp");
    Files.setAttribute(tmp, "unix:mode", 07777);
    String all =
        tmpfs("/tmp", "'nodev'")
            + ","
            + tmpfs("/new", "")
            + ","
            + tmpfs("/etc", "'mode=0410'")
            + ","
            + tmpfs("/data", "'ro'");
    Files.setAttribute(sandbox.root().resolve("data"), "unix:mode", 0710);
    assertEquals(
        "7777\n1777\n410\n710\ntouch: /data/file: Read-only file system\n",
        run(mount("for d in /tmp /new /etc /data; do stat -c %a $d; done; touch /data/file", all)));
  }

  @Test
  void mountsOneFilesystemUponAnother() throws Exception {
    String both = tmpfs("/new", "'size=64k'") + "," + tmpfs("/new", "'size=128k'");
    assertEquals(
        "2\n128\n",
        run(
            mount(
                "grep -c ' /new ' /proc/self/mountinfo; df -k /new | awk 'END {print $2}'", both)));
  }

  @Test
  void sharesAMountBelowARootThatIsPrivate() throws Exception {
    Spec spec =
        mount("grep -c ' /data .* shared:' /proc/self/mountinfo", bind("'bind','shared'", ""));
    assertEquals("1\n", run(Specs.patched(spec, "{'linux':{'rootfsPropagation':'rprivate'}}")));
  }

  @Test
  void changesTheOptionsOfWhatIsMounted() throws Exception {
    String all =
        tmpfs("/tmp", "'size=1m','nosuid'")
            + ",{'destination':'/tmp','type':'tmpfs','options':['remount','ro','size=2m']},"
            + bind("'bind'", "")
            + ",{'destination':'/data','options':['bind','remount','ro','nodev']}";
    String out =
        run(
            mount(
                "grep -E ' (/tmp|/data) ' /proc/self/mountinfo; touch /tmp/x; touch /data/x", all));
    assertTrue(out.contains(" /tmp ro,nosuid,relatime - tmpfs tmpfs ro,size=2048k"), out);
    assertTrue(out.contains(" /data ro,nodev,relatime"), out);
    assertTrue(out.contains("touch: /tmp/x: Read-only file system"), out);
    assertTrue(out.contains("touch: /data/x: Read-only file system"), out);
    Files.writeString(data.resolve("writable"), "the superblock was not meant");
    StepException e =
        assertThrows(
            StepException.class,
            () -> run(mount("true", "{'destination':'/tmp','options':['bind','remount','ro']}")));
    assertTrue(e.getMessage().contains("remount /tmp: EINVAL"), e.getMessage());
  }

  @Test
  void copiesASymbolicLinkWhenAsked() throws Exception {
    Files.createSymbolicLink(data.resolve("link"), Path.of("../somewhere/über"));
    String copied =
        "{'destination':'/tmp/deep/copy','type':'bind','source':'"
            + data.resolve("link")
            + "','options':['bind','copy-symlink']},"
            + "{'destination':'/tmp/file','type':'bind','source':'"
            + data.resolve("file")
            + "','options':['bind','copy-symlink']}";
    for (int i = 0; i < 2; i++) {
      assertEquals(
          "../somewhere/über\ncontent\n",
          run(mount("readlink /tmp/deep/copy; cat /tmp/file", copied)));
    }
    Path copy = sandbox.root().resolve("tmp/deep/copy");
    Files.delete(copy);
    Files.createSymbolicLink(copy, Path.of("../somewhere/aber"));
    StepException e = assertThrows(StepException.class, () -> run(mount("true", copied)));
    assertTrue(e.getMessage().contains("EEXIST"), e.getMessage());
    assertEquals(Path.of("../somewhere/aber"), Files.readSymbolicLink(copy));
  }

  @Test
  void seesWhatTheHostMountsLaterThroughASlaveRoot() throws Exception {
    Path shared = Files.createDirectory(sandbox.directory().resolve("shared"));
    tool("mount", "--bind", shared.toString(), shared.toString());
    try {
      tool("mount", "--make-shared", shared.toString());
      Path root = shared.resolve("rootfs");
      tool("cp", "-a", sandbox.root().toString(), root.toString());
      Spec spec =
          Specs.patched(
              Specs.runc("sh", "-c", "read go; cat /tmp/later"),
              "{'linux':{'rootfsPropagation':'rslave'}}");
      Container container =
          sandbox.runtime().start(sandbox.request(spec, new RootSource.Directory(root)));
      tool("mount", "--bind", data.toString(), root.resolve("etc").toString());
      tool("mount", "-t", "tmpfs", "tmpfs", root.resolve("tmp").toString());
      Files.writeString(root.resolve("tmp/later"), "seen\n");
      container.stdin().write("go\n".getBytes(StandardCharsets.UTF_8));
      container.stdin().close();
      assertEquals("seen\n", new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8));
      container.waitFor();
      container.delete();
      tool("umount", root.resolve("tmp").toString());
      tool("umount", root.resolve("etc").toString());
    } finally {
      tool("umount", shared.toString());
    }
  }

  @Test
  void joinsEveryNamespaceOfAnotherContainer() throws Exception {
    Container first = sandbox.start(inUserNamespace(Specs.runc("sleep", "1000")));
    String namespaces = "";
    for (String[] type :
        new String[][] {
          {"pid", "pid"}, {"network", "net"}, {"ipc", "ipc"}, {"uts", "uts"}, {"user", "user"}
        }) {
      namespaces +=
          "{'type':'" + type[0] + "','path':'/proc/" + first.pid() + "/ns/" + type[1] + "'},";
    }
    String[] kinds = {"pid", "net", "ipc", "uts", "user"};
    Spec spec =
        Specs.patched(
            Specs.runc(
                "sh",
                "-c",
                "for n in pid net ipc uts user; do readlink /proc/self/ns/$n; done; id -u;"
                    + " cat /proc/self/uid_map; grep -c . /proc/1/status; echo out > /dev/stdout"),
            "{'hostname':null,'linux':{'namespaces':["
                + namespaces
                + "{'type':'mount'},{'type':'cgroup'}]}}");
    StringBuilder expected = new StringBuilder();
    for (String kind : kinds) {
      expected
          .append(Files.readSymbolicLink(Path.of("/proc/" + first.pid() + "/ns/" + kind)))
          .append('\n');
    }
    String out = run(spec);
    assertTrue(out.startsWith(expected + "0\n"), out);
    assertTrue(out.contains(" 100000 "), out);
    assertTrue(out.endsWith("out\n"), out);
    first.delete();
  }

  @Test
  void joinsAMountNamespaceThatIsNotItsOwn() throws Exception {
    Process holder =
        new ProcessBuilder("unshare", "-m", "--propagation", "private", "sleep", "1000").start();
    try {
      Path namespace = Path.of("/proc/" + holder.pid() + "/ns/mnt");
      while (Files.readSymbolicLink(namespace)
          .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")))) {
        Thread.sleep(10);
      }
      String expected = Files.readSymbolicLink(namespace).toString();
      Spec spec = joiningMounts("readlink /proc/self/ns/mnt", namespace);
      assertEquals(expected + "\n", run(spec));
    } finally {
      holder.destroyForcibly().waitFor();
      holder.getInputStream().close();
      holder.getErrorStream().close();
      holder.getOutputStream().close();
    }
  }

  private static Spec joiningMounts(String script, Path namespace) {
    return Specs.patched(
        Specs.runc("sh", "-c", script),
        "{'linux':{'namespaces':[{'type':'mount','path':'"
            + namespace
            + "'},{'type':'pid'},{'type':'ipc'},{'type':'uts'},{'type':'network'}]}}");
  }

  @Test
  void refusesToChangeTheRootOfTheHost() throws Exception {
    Spec spec = joiningMounts("true", Path.of("/proc/self/ns/mnt"));
    // what watches containers is opened at the first start and stays
    run(Specs.runc("true"));
    sandbox.settle();
    StepException e = assertThrows(StepException.class, () -> sandbox.start(spec));
    assertTrue(e.getMessage().contains("the mount namespace of the runtime itself"));
    sandbox.assertNothingLeft();
  }

  private static void tool(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", command) + ": " + out);
    process.getOutputStream().close();
    process.getInputStream().close();
    process.getErrorStream().close();
  }
}
