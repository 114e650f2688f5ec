package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Fd;
import dev.davit.linux.netlink.NetworkNamespace;
import dev.davit.oci.json.SpecException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Devices that are moved into a container, out of a network namespace that plays the host. */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class NetDevicesTest {

  private static final String DEVICE =
      "ip link add dv0 type veth peer name dv1; ip link set dv0 mtu 1400 up;"
          + " ip address add 169.254.169.13/32 dev dv0;"
          + " ip address add 192.0.2.5/24 broadcast 192.0.2.255 dev dv0;"
          + " ip address add fd00::5/64 dev dv0";
  private static final List<String> ADDRESSES =
      List.of(
          "inet 169.254.169.13/32 scope global",
          "inet 192.0.2.5/24 brd 192.0.2.255 scope global",
          "inet6 fd00::5/64 scope global");

  private Sandbox sandbox;
  private Fd host;

  @BeforeEach
  void open() throws Exception {
    sandbox = Sandbox.open();
    Process maker =
        new ProcessBuilder("unshare", "-n", "sh", "-c", DEVICE + "; echo made; read end")
            .redirectErrorStream(true)
            .start();
    assertEquals("made\n", new String(maker.getInputStream().readNBytes(5)));
    host = NetworkNamespace.open(Path.of("/proc/" + maker.pid() + "/ns/net"));
    maker.getOutputStream().close();
    maker.waitFor();
    end(maker);
    sandbox.settle();
  }

  private static void end(Process process) throws Exception {
    process.getOutputStream().close();
    process.getInputStream().close();
    process.getErrorStream().close();
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
    host.close();
  }

  private String run(String script, String devices) throws Exception {
    String patch = "{'linux':{'netDevices':" + devices + "}}";
    Container container =
        NetworkNamespace.inside(
            host, () -> sandbox.start(Specs.patched(Specs.runc("sh", "-c", script), patch)));
    container.stdin().close();
    String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(container.stderr().readAllBytes(), StandardCharsets.UTF_8);
    container.waitFor();
    container.delete();
    return out + err;
  }

  private String outside() throws Exception {
    Process ip =
        new ProcessBuilder(
                "nsenter",
                "--net=/proc/" + ProcessHandle.current().pid() + "/fd/" + host.number(),
                "ip",
                "address",
                "show")
            .redirectErrorStream(true)
            .start();
    String text = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ip.waitFor();
    end(ip);
    return text;
  }

  @Test
  void keepsAddressesAndSizeOfADeviceThatIsMovedAndRenamed() throws Exception {
    String before = outside().replaceAll("(?s).*dv0@.*?link/ether (\\S+).*", "$1");
    String out = run("ip address show dev eth7", "{'dv0':{'name':'eth7'}}");
    assertTrue(out.contains("eth7@") && out.contains(",UP") && out.contains("mtu 1400"), out);
    assertTrue(out.contains("link/ether " + before), out);
    ADDRESSES.forEach(address -> assertTrue(out.contains(address), out));
    // gone with the namespace that it was moved to, as virtual devices are
    assertTrue(!outside().contains("dv0"), outside());
  }

  @Test
  void bringsDevicesBackWhenTheStartFails() throws Exception {
    StepException taken =
        assertThrows(StepException.class, () -> run("true", "{'dv0':{},'dv1':{'name':'lo'}}"));
    assertEquals(
        "network device \"dv1\": move into the container: there is a device \"lo\" already",
        taken.getMessage());
    StepException missing =
        assertThrows(StepException.class, () -> run("true", "{'dv0':{},'none':{}}"));
    assertEquals(
        "network device \"none\": move into the container: there is no such device",
        missing.getMessage());
    String spec = "{'process':{'args':['no-such-program']},'linux':{'netDevices':{'dv0':{}}}}";
    assertThrows(
        StepException.class,
        () ->
            NetworkNamespace.inside(
                host, () -> sandbox.start(Specs.patched(Specs.runc("sh"), spec))));
    String after = outside();
    assertTrue(after.contains("dv0@dv1"), after);
    ADDRESSES.forEach(address -> assertTrue(after.contains(address), after));
  }

  @Test
  void needsANetworkNamespace() {
    String spec =
        "{'linux':{'netDevices':{'dv0':{}},'namespaces':[{'type':'mount'},{'type':'pid'},"
            + "{'type':'uts'},{'type':'ipc'}]}}";
    SpecException e =
        assertThrows(SpecException.class, () -> Specs.patched(Specs.runc("sh"), spec));
    assertTrue(
        e.getMessage().contains("unable to move network devices without a NET namespace"),
        e.getMessage());
  }
}
