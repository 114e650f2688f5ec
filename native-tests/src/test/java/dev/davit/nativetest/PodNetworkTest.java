package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.IP;
import static dev.davit.nativetest.Need.NFT;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSettings;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import dev.davit.engine.pod.PortMapping;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The built-in bridge: pods reach each other, the host and themselves, and leave nothing. */
@Needs({ROOT, OVERLAY, BUSYBOX, IP, NFT})
class PodNetworkTest {

  private static final Duration DEADLINE = Duration.ofSeconds(120);

  /** busybox's wget crashes where it is linked statically; its nc does not. */
  private static final String FETCH =
      "for i in $(seq 1 60); do printf 'GET /index.html HTTP/1.0\\r\\n\\r\\n'"
          + " | busybox nc -w 5 %s %d | grep -v ':' | grep -o '[a-z][a-z]*$' && exit; sleep 1; done";

  private HostNamespace host;
  private PodRoots roots;
  private Pods pods;

  @BeforeEach
  void open() {
    host = new HostNamespace();
    roots =
        PodRoots.with(
            PodSettings.defaults()
                .withNetwork(
                    new PodNetwork.Bridge(
                        "dvtest", List.of("10.99.0.0/24", "fd00:99::/64"), 0, true))
                .withHostNetwork(host.path()));
    pods = roots.pods();
  }

  @AfterEach
  void findsNoInterfaceLeft() {
    roots.close();
    String links = host.shell("ip -o link").out();
    host.close();
    assertFalse(links.contains(" dv") && links.contains("veth"), links);
  }

  private String container(PodStatus pod, String... command) {
    return roots.start(pod, ContainerConfig.of("app", SharedImages.BUSYBOX).withCommand(command));
  }

  @Test
  void podsReachEachOtherAndTheHostByBothFamilies() {
    PodStatus one = pods.run(PodConfig.of("one"));
    PodStatus two = pods.run(PodConfig.of("two"));
    assertEquals(List.of("10.99.0.2", "fd00:99:0:0:0:0:0:2"), one.addresses());
    assertEquals(2, two.addresses().size());
    String app = container(one, "sleep", "1000");
    for (String address :
        List.of(two.addresses().get(0), two.addresses().get(1), "10.99.0.1", "fd00:99::1")) {
      String result = roots.shell(app, "ping -c 1 -W 40 " + address + " 2>&1");
      assertTrue(result.contains("1 packets received"), result);
    }
    assertTrue(
        host.shell("busybox ping -c 1 -W 40 " + one.addresses().get(0))
            .out()
            .contains("1 packets received"));
    String interfaces = roots.shell(app, "ip -o addr");
    assertTrue(interfaces.contains("10.99.0.2/24"), interfaces);
    assertTrue(interfaces.contains("127.0.0.1/8"), interfaces);
    assertTrue(roots.shell(app, "cat /etc/hosts").contains("10.99.0.2\tone"));
  }

  @Test
  void aPortOfTheHostLeadsIntoThePodEvenFromItself() {
    PodStatus pod =
        pods.run(PodConfig.of("web").withPortMappings(List.of(PortMapping.of(80, 8080))));
    String app = container(pod, "sh", "-c", "echo served > /index.html; httpd -f -p 80 -h /");
    assertEquals("served\n", host.shell(FETCH.formatted("127.0.0.1", 8080)).out());
    assertEquals("served\n", host.shell(FETCH.formatted("10.99.0.1", 8080)).out());
    assertEquals("served\n", roots.shell(app, FETCH.formatted("10.99.0.1", 8080)));
    pods.remove(pod.id());
    assertFalse(host.shell("nft list ruleset").out().contains("8080"));
  }

  @Test
  void twoContainersOfAPodShareLocalhostAndPorts() {
    PodStatus pod = pods.run(PodConfig.of("shared"));
    String server =
        pods.createContainer(
            pod.id(),
            ContainerConfig.of("server", SharedImages.BUSYBOX)
                .withCommand(
                    "sh", "-c", "echo local > /index.html; httpd -f -p 127.0.0.1:9000 -h /"));
    pods.startContainer(server);
    String client = container(pod, "sleep", "1000");
    assertEquals("local\n", roots.shell(client, FETCH.formatted("127.0.0.1", 9000)));
    String second = roots.shell(client, "timeout 20 httpd -f -p 127.0.0.1:9000 2>&1");
    assertTrue(second.contains("in use"), second);
  }
}
