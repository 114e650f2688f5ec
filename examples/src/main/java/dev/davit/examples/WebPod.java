package dev.davit.examples;

import dev.davit.engine.Davit;
import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.ExecOutput;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A pod of two containers that share one address: a server, and one that is its client. */
public final class WebPod {

  private static final String GET =
      "until wget -q -O - http://127.0.0.1:8080/index.html 2>/dev/null; do usleep 50000; done";

  private WebPod() {}

  /** The first argument is an image with busybox. */
  public static void main(String[] args) {
    try (Davit davit = Davit.open()) {
      Pods pods = davit.pods();
      PodStatus pod = pods.run(PodConfig.of("web"));
      try {
        start(pods, pod, ContainerConfig.of("server", args[0]).withCommand("sh", "-c", server()));
        System.out.println("served on " + pod.addresses().get(0));
        String client =
            start(pods, pod, ContainerConfig.of("client", args[0]).withCommand("sleep", "60"));
        ExecOutput answer =
            pods.execSync(client, List.of("sh", "-c", GET), Duration.ofSeconds(20), 1 << 20);
        System.out.print(
            "the other container says: " + new String(answer.stdout(), StandardCharsets.UTF_8));
      } finally {
        pods.remove(pod.id());
      }
    }
  }

  private static String server() {
    return "echo hello > /index.html; exec httpd -f -p 8080 -h /";
  }

  private static String start(Pods pods, PodStatus pod, ContainerConfig config) {
    String id = pods.createContainer(pod.id(), config);
    pods.startContainer(id);
    return id;
  }
}
