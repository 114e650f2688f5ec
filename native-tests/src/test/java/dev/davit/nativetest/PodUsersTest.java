package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.ContainerMetadata;
import dev.davit.cri.v1.CreateContainerRequest;
import dev.davit.cri.v1.IDMapping;
import dev.davit.cri.v1.ImageSpec;
import dev.davit.cri.v1.LinuxPodSandboxConfig;
import dev.davit.cri.v1.LinuxSandboxSecurityContext;
import dev.davit.cri.v1.Mount;
import dev.davit.cri.v1.NamespaceMode;
import dev.davit.cri.v1.NamespaceOption;
import dev.davit.cri.v1.PodSandboxConfig;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StartContainerRequest;
import dev.davit.cri.v1.StatusRequest;
import dev.davit.cri.v1.UserNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pods with user namespaces, by the socket: root in them is nobody outside. */
@Needs({ROOT, OVERLAY, BUSYBOX})
@OnOneJava
class PodUsersTest {

  private static final long FIRST = 2_000_000;
  private static final String LAYERED = "two-layers:1";

  private static List<IDMapping> ids(long length) {
    return List.of(IDMapping.builder().hostId(FIRST).containerId(0).length(length).build());
  }

  private static PodSandboxConfig pod(
      DaemonProcess daemon, String name, long length, NamespaceMode pids) {
    return daemon.podConfig(name).toBuilder()
        .linux(
            LinuxPodSandboxConfig.builder()
                .securityContext(
                    LinuxSandboxSecurityContext.builder()
                        .namespaceOptions(
                            NamespaceOption.builder()
                                .pid(pids)
                                .usernsOptions(
                                    UserNamespace.builder()
                                        .mode(NamespaceMode.POD)
                                        .uids(ids(length))
                                        .gids(ids(length))
                                        .build())
                                .build())
                        .build())
                .build())
        .build();
  }

  private static String container(DaemonProcess daemon, String pod, Path volume) {
    String id =
        daemon
            .client()
            .call(
                RuntimeService.CREATE_CONTAINER,
                CreateContainerRequest.builder()
                    .podSandboxId(pod)
                    .config(
                        ContainerConfig.builder()
                            .metadata(new ContainerMetadata("c", 0))
                            .image(ImageSpec.builder().image(SharedImages.BUSYBOX).build())
                            .command(List.of("sh", "-c", "echo said; exec sleep 1000"))
                            .logPath("c.log")
                            .mounts(
                                List.of(
                                    Mount.builder()
                                        .containerPath("/volume")
                                        .hostPath(volume.toString())
                                        .uidMappings(ids(65536))
                                        .gidMappings(ids(65536))
                                        .build(),
                                    image("/image", SharedImages.BUSYBOX),
                                    image("/layers", LAYERED)))
                            .build())
                    .build())
            .containerId();
    daemon.client().call(RuntimeService.START_CONTAINER, new StartContainerRequest(id));
    return id;
  }

  private static Mount image(String place, String image) {
    return Mount.builder()
        .containerPath(place)
        .image(ImageSpec.builder().image(image).build())
        .readonly(true)
        .build();
  }

  @Test
  void rootOfAPodIsNobodyOutsideAndOwnsItsFiles() throws Exception {
    Path volume = Workspace.directory("volume");
    layered();
    Files.writeString(volume.resolve("given"), "by root of the host\n");
    try (DaemonProcess daemon = DaemonProcess.started()) {
      boolean announced =
          daemon
              .client()
              .call(RuntimeService.STATUS, StatusRequest.builder().build())
              .runtimeHandlers()
              .stream()
              .allMatch(h -> h.features().orElseThrow().userNamespaces());
      String pod;
      try {
        pod = daemon.pod(pod(daemon, "users", 65536, NamespaceMode.POD));
      } catch (CriException e) {
        // what Status denies is refused with the reason
        assertEquals(Code.UNIMPLEMENTED, e.code());
        assertTrue(!announced && e.getMessage().contains("6.13"), e.getMessage());
        return;
      }
      assertTrue(announced, "Status says that there are no user namespaces");
      String container = container(daemon, pod, volume);
      assertEquals("0 0 0\n", daemon.exec(container, "stat", "-c", "%u %g %u", "/bin/busybox"));
      assertEquals("0\n", daemon.exec(container, "id", "-u"));
      assertEquals(
          "0 0\n0 0\n",
          daemon.exec(
              container, "stat", "-c", "%u %g", "/image/bin/busybox", "/layers/bin/busybox"));
      assertEquals(
          "0 2000000 65536",
          daemon.exec(container, "cat", "/proc/self/uid_map").strip().replaceAll("\\s+", " "));
      daemon.exec(
          container,
          "sh",
          "-ec",
          "echo x >> /etc/hosts; mkdir /new; chown 5:6 /new; rm /bin/vi;"
              + " echo more >> /volume/given; echo y > /volume/made; echo z > /dev/shm/s");
      assertEquals(0, Files.getAttribute(volume.resolve("made"), "unix:uid"));
      assertEquals("by root of the host\nmore\n", Files.readString(volume.resolve("given")));
      int pause = daemon.podInfo(pod).get("pid").getAsInt();
      assertEquals((int) FIRST + 65535, Files.getAttribute(Path.of("/proc/" + pause), "unix:uid"));
      assertThrows(
          AssertionError.class,
          () -> daemon.exec(container, "sh", "-c", "echo 1 > /proc/sys/kernel/panic"));
      // the daemon finds it again
      daemon.kill();
      daemon.start();
      assertEquals("5\n", daemon.exec(container, "stat", "-c", "%u", "/new"));
    }
    SharedImages.busybox().run("rmi", LAYERED);
    Workspace.delete(volume);
  }

  private static void layered() {
    DavitCommand davit = SharedImages.busybox();
    davit.run("run", "--name", "base", SharedImages.BUSYBOX, "touch", "/second");
    davit.run("commit", "base", LAYERED);
    davit.run("rm", "base");
  }

  @Test
  void refusesIdsWithoutARootAndNamespacesOfTheHost() {
    try (DaemonProcess daemon = DaemonProcess.started()) {
      CriException none =
          assertThrows(
              CriException.class,
              () -> daemon.pod(pod(daemon, "none", 0, NamespaceMode.CONTAINER)));
      assertEquals(Code.INVALID_ARGUMENT, none.code());
      assertTrue(none.getMessage().contains("expected a length"), none.getMessage());
      CriException host =
          assertThrows(
              CriException.class, () -> daemon.pod(pod(daemon, "host", 65536, NamespaceMode.NODE)));
      assertEquals(Code.INVALID_ARGUMENT, host.code());
      assertTrue(host.getMessage().contains("pid of the NODE"), host.getMessage());
    }
  }
}
