package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code davit run -d --restart}: who starts containers again, and who does not. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
@OnOneJava
class RestartCommandTest {

  private OnDemandDaemon davit;

  @BeforeEach
  void open() {
    davit = new OnDemandDaemon();
  }

  @AfterEach
  void close() {
    davit.close();
  }

  @Test
  void startsAgainWhatEndsAsItsPolicySays() throws Exception {
    String once = "echo begun; exit 3";
    davit.run(
        "run",
        "-d",
        "--name",
        "twice",
        "--restart",
        "on-failure:2",
        SharedImages.BUSYBOX,
        "sh",
        "-c",
        once);
    davit.run(
        "run",
        "-d",
        "--name",
        "ever",
        "--restart",
        "always",
        SharedImages.BUSYBOX,
        "sleep",
        "1000");
    davit.run(
        "run",
        "-d",
        "--name",
        "crash",
        "--restart",
        "unless-stopped",
        SharedImages.BUSYBOX,
        "sh",
        "-c",
        once);
    // it waits for longer each time: this is most likely said while it does
    OnDemandDaemon.until("the fifth run", () -> begun("crash") >= 5);
    davit.run("stop", "crash");
    int crashes = begun("crash");
    OnDemandDaemon.until("the third run", () -> begun("twice") == 3);
    int first = davit.pid("ever");
    davit.run("kill", "ever");
    OnDemandDaemon.until("a restart", () -> davit.pid("ever") != 0 && davit.pid("ever") != first);
    davit.run("stop", "-t", "0", "ever");
    davit.run("pod", "ps");
    assertEquals(0, davit.pid("ever"), "it was stopped on purpose");
    assertEquals(3, begun("twice"), "two restarts were asked for");
    davit.kill();
    davit.run("pod", "ps");
    OnDemandDaemon.until("a restart with the daemon", () -> davit.pid("ever") != 0);
    assertEquals(3, begun("twice"), "two restarts were asked for");
    assertEquals(crashes, begun("crash"), "it was stopped while it waited");
    assertEquals(0, davit.pid("crash"));
    Tool.Result wrong =
        davit.attempt("run", "-d", "--restart", "often", SharedImages.BUSYBOX, "true").expect(125);
    assertTrue(wrong.err().contains("on-failure:N"), wrong::toString);
  }

  @Test
  void startsContainersOfManifestsAgain() throws Exception {
    Path file = davit.directory().resolve("pod.yaml");
    Files.writeString(file, MANIFEST.replace("IMAGE", SharedImages.BUSYBOX));
    davit.run("pod", "run", "-f", file.toString());
    OnDemandDaemon.until("the third run", () -> begun("again/crash") >= 3);
    int first = davit.pid("again/ever");
    davit.run("kill", "-s", "KILL", "again/ever");
    OnDemandDaemon.until(
        "a restart", () -> davit.pid("again/ever") != 0 && davit.pid("again/ever") != first);
    assertEquals(1, begun("again/done"), "it ended well");
    davit.run("stop", "-t", "0", "again/ever");
    davit.kill();
    davit.run("pod", "ps");
    int crashes = begun("again/crash");
    OnDemandDaemon.until("a run of the new daemon", () -> begun("again/crash") > crashes);
    assertEquals(0, davit.pid("again/ever"), "it was stopped on purpose");
    davit.run("pod", "stop", "again");
    int last = begun("again/crash");
    Inside.pause(500);
    assertEquals(last, begun("again/crash"), "its pod was stopped");
  }

  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: again}
      spec:
        restartPolicy: OnFailure
        containers:
        - {name: ever, image: IMAGE, command: [sleep, '1000']}
        - {name: crash, image: IMAGE, command: [sh, -c, 'echo begun; exit 3']}
        - {name: done, image: IMAGE, command: [echo, begun]}
      """;

  private int begun(String name) {
    return (int) davit.run("logs", name).out().lines().count();
  }
}
