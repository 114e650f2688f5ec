package dev.davit.examples;

import dev.davit.engine.Davit;
import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.time.Duration;
import java.util.List;

/** A pod of two containers that share one address: a server, and a command that sees it. */
public final class WebPod {

  private WebPod() {}

  /** The first argument is an image with busybox. */
  public static void main(String[] args) {
    try (Davit davit = Davit.open()) {
      Pods pods = davit.pods();
      PodStatus pod = pods.run(PodConfig.of("web"));
      String app =
          pods.createContainer(
              pod.id(), ContainerConfig.of("app", args[0]).withCommand("httpd", "-f"));
      pods.startContainer(app);
      byte[] answer =
          pods.execSync(app, List.of("ip", "addr"), Duration.ofSeconds(10), 1 << 20).stdout();
      System.out.print(new String(answer, java.nio.charset.StandardCharsets.UTF_8));
      pods.remove(pod.id());
    }
  }
}
