package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodException;
import dev.davit.engine.pod.PodMount;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import dev.davit.engine.pod.RestoredPod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Containers of pods are saved into archives and restored from them. It needs a criu that knows the
 * kernel, so it runs in the virtual machine only ({@code native-tests/vm test --kernel 6.1
 * PodCheckpointSuite}), and its name keeps it out of other runs.
 */
@Needs({ROOT, OVERLAY, BUSYBOX})
class PodCheckpointSuite {

  private static final Duration LONG = Duration.ofMinutes(5);

  /** Counts in its memory, and says each number; has changed its files before. */
  private static final String COUNTER =
      "trap 'exit 5' TERM; echo mine >/root/file; rm /etc/group; mkdir /var/new; i=0;"
          + " while :; do i=$((i+1)); echo $i; sleep 0.1; done";

  private static ContainerConfig counter(String name, String image) {
    return ContainerConfig.of(name, image).withLogPath(name + ".log");
  }

  private static List<Integer> counted(Path log) {
    try {
      return Files.readAllLines(log).stream()
          .filter(line -> line.contains(" stdout F "))
          .map(line -> Integer.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static void awaitCounted(Path log, int least) throws Exception {
    OnDemandDaemon.until("counts to " + least, () -> counted(log).size() >= least);
  }

  /** A container that counts, and has begun to. */
  private static String counting(PodRoots roots, PodStatus pod, String name) throws Exception {
    String id =
        roots.start(pod, counter(name, SharedImages.BUSYBOX).withCommand("sh", "-c", COUNTER));
    awaitCounted(Path.of(pod.logDirectory().orElseThrow()).resolve(name + ".log"), 3);
    return id;
  }

  private static String said(Pods pods, String id, String script) {
    return new String(
        pods.execSync(id, List.of("sh", "-c", script), LONG, 1 << 20).stdout(),
        StandardCharsets.UTF_8);
  }

  @Test
  void aContainerGoesOnInAnotherPodWhereItWasSaved() throws Exception {
    try (PodRoots roots = PodRoots.fresh()) {
      Pods pods = roots.pods();
      Path before = roots.logs().resolve("before");
      PodStatus pod = pods.run(PodConfig.of("first").withLogDirectory(before.toString()));
      String id = counting(roots, pod, "app");
      Path archive = Files.createDirectories(roots.logs()).resolve("app.tar");
      pods.checkpointContainer(id, archive, LONG);
      int saved = counted(before.resolve("app.log")).size();
      awaitCounted(before.resolve("app.log"), saved + 3);
      pods.remove(pod.id());

      Path after = roots.logs().resolve("after");
      PodStatus other = pods.run(PodConfig.of("second").withLogDirectory(after.toString()));
      String again = pods.createContainer(other.id(), counter("app", archive.toString()));
      assertEquals("mine\n", Files.readString(upper(roots, again).resolve("root/file")));
      pods.startContainer(again);
      int then = counted(after.resolve("app.log")).size();
      assertTrue(then <= saved + 1, then + " after " + saved);
      awaitCounted(after.resolve("app.log"), then + 3);
      List<Integer> all = counted(after.resolve("app.log"));
      assertEquals(IntStream.rangeClosed(1, all.size()).boxed().toList(), all);
      int pid = pods.containerStatus(again).pid().orElseThrow();
      int pause = pause(pid);
      for (String type : List.of("ipc", "uts", "net")) {
        assertEquals(namespace(pause, type), namespace(pid, type), type);
      }
      assertFalse(namespace(pause, "pid").equals(namespace(pid, "pid")));
      assertEquals(
          "second\nmine\nno\n",
          said(pods, again, "hostname; cat /root/file; test -e /etc/group && echo yes || echo no"));
      pods.stopContainer(again, LONG);
      assertEquals(5, pods.containerStatus(again).exitCode());
    }
  }

  @Test
  void aPodOfTwoGoesOnTogether() throws Exception {
    try (PodRoots roots = PodRoots.fresh()) {
      Pods pods = roots.pods();
      Path before = roots.logs().resolve("before");
      PodStatus pod = pods.run(PodConfig.of("pair").withLogDirectory(before.toString()));
      List<String> names = List.of("one", "two");
      for (String name : names) {
        counting(roots, pod, name);
      }
      Path place = Files.createDirectories(roots.logs()).resolve("pair");
      pods.checkpoint(pod.id(), place, List.of(), LONG);
      int saved = counted(before.resolve("one.log")).size();
      awaitCounted(before.resolve("one.log"), saved + 2);
      pods.remove(pod.id());

      Path after = roots.logs().resolve("after");
      RestoredPod restored =
          pods.restore(
              place,
              Optional.of(PodConfig.of("pair").withLogDirectory(after.toString())),
              "",
              names.stream().map(name -> counter(name, SharedImages.BUSYBOX)).toList());
      assertEquals(2, restored.containerIds().size());
      for (String name : names) {
        goesOn(after.resolve(name + ".log"));
      }
    }
  }

  /** As Kubernetes' documentation makes one, by buildah. */
  @Test
  void anArchiveThatWasMadeAnImageIsRestoredByItsName() throws Exception {
    try (PodRoots roots = PodRoots.fresh()) {
      Pods pods = roots.pods();
      Path before = roots.logs().resolve("before");
      PodStatus pod = pods.run(PodConfig.of("saved").withLogDirectory(before.toString()));
      String id = counting(roots, pod, "app");
      Path archive = Files.createDirectories(roots.logs()).resolve("app.tar");
      pods.checkpointContainer(id, archive, LONG);
      pods.remove(pod.id());
      Tool.shell(
          """
          place=$1
          b() { buildah --root "$place/b" --runroot "$place/r" --storage-driver vfs "$@"; }
          c=$(b from scratch)
          b add "$c" "$2" /
          b config --annotation=io.kubernetes.cri-o.annotations.checkpoint.name=app "$c"
          b commit "$c" "oci:$1/image:saved"
          """,
          roots.logs().toString(),
          archive.toString());
      roots.davit().images().load(roots.logs().resolve("image"));

      Path after = roots.logs().resolve("after");
      PodStatus other = pods.run(PodConfig.of("restored").withLogDirectory(after.toString()));
      String again = pods.createContainer(other.id(), counter("app", "image:saved"));
      pods.startContainer(again);
      goesOn(after.resolve("app.log"));
      assertEquals("restored\nmine\n", said(pods, again, "hostname; cat /root/file"));
      pods.stopContainer(again, LONG);
      assertEquals(5, pods.containerStatus(again).exitCode());
      pods.remove(other.id());
      roots.davit().images().remove("image:saved", false);
    }
  }

  /** Counts from where it was, and has said everything since its beginning. */
  private static void goesOn(Path log) throws Exception {
    awaitCounted(log, counted(log).size() + 2);
    List<Integer> all = counted(log);
    assertEquals(IntStream.rangeClosed(1, all.size()).boxed().toList(), all);
  }

  /** What podman mounts and Davit does not has to be asked for. */
  @Test
  @Needs({Need.PODMAN, Need.RUNC, Need.IP})
  void anArchiveOfPodmanGoesOnInAPod() throws Exception {
    try (HostNamespace host = new HostNamespace();
        PodRoots roots = PodRoots.fresh()) {
      Path place = Files.createDirectories(roots.logs());
      Path archive = place.resolve("podman.tar.zst");
      Tool.shell(
          """
          p() {
            podman --runtime runc --root "$place/p" --runroot "$place/r" --tmpdir "$place/t" \
              --storage-driver vfs --cgroup-manager cgroupfs --events-backend file "$@"
          }
          place=$1
          p import "$2" localhost/box:1 >/dev/null
          p run -d --name c "--network=ns:$3" --log-driver k8s-file \
            localhost/box:1 sh -c "$4" >/dev/null
          while [ "$(p logs c | wc -l)" -lt 3 ]; do sleep 0.1; done
          p container checkpoint -e "$5" c >/dev/null
          p rm -f -t 0 c >/dev/null
          p rmi -a -f >/dev/null
          """,
          place.toString(),
          Workspace.shared("busybox.tar").toString(),
          host.path().toString(),
          COUNTER,
          archive.toString());
      roots.davit().images().tag(SharedImages.BUSYBOX, "localhost/box:1");
      Pods pods = roots.pods();
      PodStatus pod = pods.run(PodConfig.of("from-podman").withLogDirectory(place.toString()));
      PodException refused =
          assertThrows(
              PodException.class,
              () -> pods.createContainer(pod.id(), counter("app", archive.toString())));
      assertTrue(refused.getMessage().contains("/run/.containerenv"), refused.getMessage());
      Path empty = Files.createFile(place.resolve("empty"));
      String id =
          pods.createContainer(
              pod.id(),
              counter("app", archive.toString())
                  .withMounts(List.of(PodMount.bind(empty.toString(), "/run/.containerenv"))));
      pods.startContainer(id);
      goesOn(place.resolve("app.log"));
      assertEquals("from-podman\nmine\n", said(pods, id, "hostname; cat /root/file"));
      int pid = pods.containerStatus(id).pid().orElseThrow();
      assertEquals(namespace(pod.pid().orElseThrow(), "net"), namespace(pid, "net"));
      pods.remove(pod.id());
      roots.davit().images().remove("localhost/box:1", false);
    }
  }

  private static Path upper(PodRoots roots, String id) {
    return SharedImages.busybox().root().resolve("containers/" + id + "/upper");
  }

  /** The process that has the same network and is no descendant of a container. */
  private static int pause(int pid) throws IOException {
    String wanted = namespace(pid, "net");
    return ProcessHandle.allProcesses()
        .map(process -> (int) process.pid())
        .filter(other -> other != pid)
        .filter(other -> hasNamespace(other, wanted))
        .min(Integer::compare)
        .orElseThrow();
  }

  private static boolean hasNamespace(int pid, String wanted) {
    try {
      return namespace(pid, "net").equals(wanted);
    } catch (IOException e) {
      return false;
    }
  }

  private static String namespace(int pid, String type) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + type)).toString();
  }
}
