package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.Davit;
import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.ContainerState;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.ExecOutput;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodException;
import dev.davit.engine.pod.PodState;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pods: what their containers share, how they end, and that nothing of them is left. */
@Needs({ROOT, OVERLAY, BUSYBOX})
class PodTest {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @Test
  void runsAContainerInASandboxAndKeepsItsLogAndExitCode() throws Exception {
    try (PodRoots roots = PodRoots.fresh()) {
      Pods pods = roots.pods();
      Path logs = roots.logs();
      PodStatus pod = pods.run(PodConfig.of("first").withLogDirectory(logs.toString()));
      assertEquals(PodState.READY, pod.state());
      String id =
          pods.createContainer(
              pod.id(),
              ContainerConfig.of("app", SharedImages.BUSYBOX)
                  .withCommand("sh", "-c", "hostname; echo error >&2; exit 3")
                  .withLogPath("app.log"));
      assertEquals(ContainerState.CREATED, pods.containerStatus(id).state());
      pods.startContainer(id);
      ContainerStatus ended = pods.awaitExit(id, DEADLINE);
      assertEquals(ContainerState.EXITED, ended.state());
      assertEquals(3, ended.exitCode());
      assertEquals("Error", ended.reason());
      assertFalse(ended.started().orElseThrow().isBefore(ended.created()), ended.toString());
      assertFalse(
          ended.finished().orElseThrow().isBefore(ended.started().orElseThrow()), ended.toString());
      List<String> log = Files.readAllLines(logs.resolve("app.log"));
      assertTrue(log.stream().anyMatch(l -> l.endsWith(" stdout F first")), log.toString());
      assertTrue(log.stream().anyMatch(l -> l.endsWith(" stderr F error")), log.toString());
      pods.remove(pod.id());
      assertEquals(List.of(), pods.list(dev.davit.engine.pod.PodFilter.of()));
    }
  }

  @Test
  void executesCommandsInAContainerOfAPodAndStopsIt() throws Exception {
    try (PodRoots roots = PodRoots.fresh()) {
      Pods pods = roots.pods();
      PodStatus pod = pods.run(PodConfig.of("second"));
      String id = roots.start(pod, PodRoots.sleeper("app"));
      ExecOutput output =
          pods.execSync(id, List.of("sh", "-c", "hostname; exit 7"), DEADLINE, 1 << 20);
      assertEquals("second\n", new String(output.stdout(), StandardCharsets.UTF_8));
      assertEquals(7, output.exitCode());
      pods.stopContainer(id, Duration.ofMillis(200));
      assertEquals(137, pods.containerStatus(id).exitCode());
      pods.stop(pod.id());
      assertEquals(PodState.NOTREADY, pods.status(pod.id()).state());
      pods.remove(pod.id());
      pods.remove(pod.id());
    }
  }

  /** To it all pods would seem to have ended. */
  @Test
  void anotherRunStateOfTheSameDataRootKeepsNoPods() {
    Path state = Workspace.directory("other");
    try (PodRoots roots = PodRoots.fresh();
        Davit other = Davit.at(SharedImages.busybox().root(), state)) {
      PodException refused = assertThrows(PodException.class, other::pods);
      assertEquals(PodException.Reason.IN_USE, refused.reason());
      assertTrue(
          refused
              .getMessage()
              .endsWith("/pods: another process keeps these pods, such as a daemon"),
          refused.getMessage());
      assertEquals(PodState.READY, roots.pods().run(PodConfig.of("kept")).state());
    }
    Workspace.delete(state);
  }

  @Test
  void aPausedContainerIsKilledByItsHandleAndItsEndIsRecorded() {
    try (PodRoots roots = PodRoots.fresh()) {
      Pods pods = roots.pods();
      PodStatus pod = pods.run(PodConfig.of("third"));
      String id = roots.start(pod, PodRoots.sleeper("app"));
      pods.pauseContainer(id);
      roots.davit().handle(id).stop(Duration.ZERO);
      pods.stopContainer(id, Duration.ZERO);
      assertEquals(ContainerState.EXITED, pods.containerStatus(id).state());
      assertEquals(137, pods.containerStatus(id).exitCode());
    }
  }
}
