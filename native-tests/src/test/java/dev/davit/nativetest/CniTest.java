package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.CNI;
import static dev.davit.nativetest.Need.IP;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pods on the plugins of Debian's containernetworking-plugins. */
@Needs({ROOT, OVERLAY, BUSYBOX, IP, CNI})
class CniTest {

  @Test
  void aChainOfPluginsConnectsAPodAndTakesEverythingBack() throws Exception {
    Path directory = Workspace.directory("cni");
    Path configurations = Files.createDirectories(directory.resolve("net.d"));
    Files.writeString(
        configurations.resolve("10-test.conflist"),
        """
        {"cniVersion": "0.4.0", "name": "test", "plugins": [
          {"type": "bridge", "bridge": "dvcni", "isGateway": true, "hairpinMode": true,
           "ipam": {"type": "host-local", "dataDir": "%s",
                    "ranges": [[{"subnet": "10.96.0.0/24"}]],
                    "routes": [{"dst": "0.0.0.0/0"}]}},
          {"type": "bandwidth", "capabilities": {"bandwidth": true}},
          {"type": "portmap", "capabilities": {"portMappings": true}, "snat": true}]}
        """
            .formatted(directory.resolve("ipam")));
    PodNetwork network =
        new PodNetwork.Cni(
            configurations, List.of(Path.of("/usr/lib/cni")), directory.resolve("cache"));
    try (HostNamespace host = new HostNamespace();
        PodRoots roots =
            PodRoots.with(
                PodSettings.defaults().withNetwork(network).withHostNetwork(host.path()))) {
      Pods pods = roots.pods();
      assertTrue(pods.network().ready(), pods.network().message());
      PodStatus pod =
          pods.run(
              PodConfig.of("plugged")
                  .withAnnotations(Map.of("kubernetes.io/ingress-bandwidth", "10M")));
      assertEquals(List.of("10.96.0.2"), pod.addresses());
      String id =
          pods.createContainer(
              pod.id(),
              ContainerConfig.of("app", SharedImages.BUSYBOX).withCommand("sleep", "1000"));
      pods.startContainer(id);
      String answer =
          new String(
              pods.execSync(
                      id,
                      List.of("ping", "-c", "1", "-W", "20", "10.96.0.1"),
                      Duration.ofSeconds(60),
                      1 << 16)
                  .stdout(),
              StandardCharsets.UTF_8);
      assertTrue(answer.contains("1 packets received"), answer);
      assertTrue(host.shell("tc qdisc show").out().contains("tbf"));
      pods.remove(pod.id());
      assertFalse(host.shell("ip -o link").out().contains("veth"));
      assertFalse(Files.exists(directory.resolve("ipam/test/10.96.0.2")));
    }
    Workspace.delete(directory);
  }
}
