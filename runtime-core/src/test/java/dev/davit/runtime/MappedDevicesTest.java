package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.oci.runtime.Spec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Devices that a container with a user namespace asks for. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class MappedDevicesTest extends WithSandbox {

  /** All ids, each as itself. */
  private static final String ALL = "{'containerID':0,'hostID':0,'size':4294967295}";

  private static final String SOME = "{'containerID':0,'hostID':100000,'size':65536}";

  private String run(String mapping, String devices, String script) throws Exception {
    Spec spec =
        Specs.patched(
            Specs.runc("sh", "-c", script),
            "{'linux':{'namespaces':[{'type':'mount'},{'type':'pid'},{'type':'ipc'},{'type':'uts'},"
                + "{'type':'network'},{'type':'cgroup'},{'type':'user'}],'uidMappings':["
                + mapping
                + "],'gidMappings':["
                + mapping
                + "],'devices':["
                + devices
                + "]}}");
    Container container = sandbox.start(spec);
    container.stdin().close();
    String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(container.stderr().readAllBytes(), StandardCharsets.UTF_8);
    container.waitFor();
    container.delete();
    return out + err;
  }

  @Test
  void haveTheOwnerAndTheModeThatTheyAreAskedWith() throws Exception {
    String devices =
        "{'path':'/dev/block','type':'b','major':7,'minor':200,'uid':10,'gid':11},"
            + "{'path':'/dev/below/here','type':'c','major':1,'minor':5,'fileMode':432,'gid':5}";
    String script =
        "cd /dev; stat -c '%F %t,%T %u:%g %a' block below/here; head -c 3 below/here | wc -c;"
            + " stat -c '%F %t,%T' null; mount | grep -c ' /dev type'";
    for (String mapping : new String[] {ALL, SOME}) {
      assertEquals(
          "block special file 7,c8 10:11 666\ncharacter special file 1,5 0:5 660\n3\n"
              + "character special file 1,3\n1\n",
          run(mapping, devices, script));
    }
  }

  @Test
  void areTheHostsWhereTheirOwnerHasNoIdThere() throws Exception {
    String device = "{'path':'/dev/null','type':'c','major':1,'minor':3,'uid':70000}";
    assertEquals("65534\n", run(SOME, device, "stat -c %u /dev/null"));
  }
}
