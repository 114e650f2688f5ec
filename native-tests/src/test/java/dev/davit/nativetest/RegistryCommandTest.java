package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import dev.davit.cri.v1.AuthConfig;
import dev.davit.cri.v1.ImageService;
import dev.davit.cri.v1.ImageSpec;
import dev.davit.cri.v1.ImageStatusRequest;
import dev.davit.cri.v1.PullImageRequest;
import dev.davit.engine.Davit;
import dev.davit.image.registry.Credentials;
import dev.davit.image.registry.PushListener;
import dev.davit.image.registry.PushRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The commands and the daemon against a registry that wants to know who asks. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.REGISTRY, Need.HTPASSWD})
@OnOneJava
class RegistryCommandTest {

  private static LoopbackRegistry registry;
  private static String box;

  @BeforeAll
  static void fillRegistry() {
    registry = new LoopbackRegistry();
    box = registry.domain() + "/team/box:1";
    DavitCommand shared = SharedImages.busybox();
    Credentials alice = Credentials.of("alice", "secret");
    try (Davit davit = Davit.at(shared.root(), shared.state())) {
      davit
          .images()
          .push(SharedImages.BUSYBOX, box, new PushRequest(Optional.of(alice), PushListener.NONE));
    }
  }

  @AfterAll
  static void endRegistry() {
    if (registry != null) {
      registry.close();
    }
  }

  private final Path config = Workspace.directory("docker-config");
  private final DavitCommand davit = DavitCommand.fresh();

  private Tool.Result davit(String input, String... arguments) {
    Map<String, String> environment =
        Map.of("DOCKER_CONFIG", config.toString(), "PATH", config + ":" + System.getenv("PATH"));
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    return Tool.attempt(davit.line(arguments), environment, bytes, Tool.DEADLINE);
  }

  @Test
  void logsInListsPullsPushesAndLogsOut() throws Exception {
    Tool.Result unknown = davit("", "pull", box).expect(1);
    assertTrue(
        unknown.err().endsWith("(see davit login " + registry.domain() + ")\n"), unknown.err());
    assertEquals(
        "logged in to " + registry.domain() + " as alice\n",
        davit("secret\n", "login", "-u", "alice", "--password-stdin", registry.domain())
            .expect(0)
            .out());
    assertTrue(davit("", "pull", box).expect(0).line().startsWith("pulled " + box + " ("));
    String copy = registry.domain() + "/other/box:2";
    assertTrue(davit("", "push", box, copy).expect(0).line().endsWith(": 0 of 2 blobs sent"));
    assertEquals("2\n", davit("", "tags", registry.domain() + "/other/box").expect(0).out());
    List<String> catalog = davit("", "catalog", registry.domain()).expect(0).out().lines().toList();
    assertTrue(catalog.containsAll(List.of("other/box", "team/box")), catalog::toString);
    assertEquals("DIGEST   ARTIFACT TYPE   SIZE", davit("", "referrers", copy).expect(0).line());
    davit("", "logout", registry.domain()).expect(0);
    davit("", "tags", registry.domain() + "/other/box").expect(1);
  }

  @Test
  void pullsAllTagsAndListsThemByRepositoryAndDigest() {
    String copies = registry.domain() + "/tagged/box";
    String address = "https://" + registry.domain() + "/v2/";
    davit("", "login", "-u", "alice", "-p", "secret", address).expect(0);
    String id = davit("", "pull", "-q", box).expect(0).line();
    assertTrue(id.matches("sha256:[0-9a-f]{64}"), id);
    String digest = davit("", "push", "-q", box, copies + ":1").expect(0).line();
    davit("", "push", box, copies + ":2").expect(0);
    davit("", "rmi", box).expect(0);
    assertEquals(id + "\n" + id + "\n", davit("", "pull", "-a", "-q", copies).expect(0).out());
    List<String> table =
        davit("", "images", "--digests", "--no-trunc", copies).expect(0).out().lines().toList();
    assertEquals(3, table.size(), table::toString);
    assertTrue(table.get(1).matches(copies + ":1 +" + digest + " +" + id + " .*"), table::toString);
    assertEquals(2, davit("", "images", copies + ":2").expect(0).out().lines().count());
    assertEquals("", davit("", "images", "-q", "tagged/box").expect(0).out());
    davit("", "logout", registry.domain()).expect(0);
  }

  @Test
  void keepsTheLoginWithACredentialHelper() throws Exception {
    Path helper = config.resolve("docker-credential-test");
    Files.writeString(
        helper,
        """
        #!/bin/sh
        kept=%s/kept
        case $1 in
        store) cat >"$kept" ;;
        erase) rm -f "$kept" ;;
        get) [ -e "$kept" ] || { echo 'credentials not found in native keychain'; exit 1; }
          cat "$kept" ;;
        esac
        """
            .formatted(config));
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(config.resolve("config.json"), "{\"credsStore\": \"test\"}");
    davit("secret", "login", "-u", "alice", "--password-stdin", registry.domain()).expect(0);
    assertTrue(Files.readString(config.resolve("kept")).contains("\"secret\""));
    assertFalse(Files.readString(config.resolve("config.json")).contains("auth\":"));
    assertEquals("1\n", davit("", "tags", registry.domain() + "/team/box").expect(0).out());
    davit("", "logout", registry.domain()).expect(0);
    assertFalse(Files.exists(config.resolve("kept")));
  }

  @Test
  void showsABarForEachLayerOnATerminal() throws Exception {
    try (SlowPort slow = new SlowPort(registry.port());
        Typist typist =
            Typist.start(
                24,
                100,
                davit.line(
                    "pull", "--creds", LoopbackRegistry.LOGIN, slow.domain() + "/team/box:1"))) {
      typist.await(" [=");
      slow.release();
      String screen = typist.await("1 of 1 layers downloaded");
      assertEquals(0, typist.finish());
      assertTrue(screen.matches("(?s).*[0-9a-f]{12} \\[=+ *\\] [0-9.]+\\w+ / .*"), screen);
      // The bars are gone before the last line.
      assertTrue(screen.contains("\033[1A\r\033[Jpulled "), screen);
    }
  }

  @Test
  void daemonPullsWithTheCredentialsOfTheRequest() {
    try (DaemonProcess daemon = DaemonProcess.started()) {
      CriException denied = assertThrows(CriException.class, () -> pull(daemon, Optional.empty()));
      assertEquals(Code.PERMISSION_DENIED, denied.code(), denied::toString);
      assertThrows(CriException.class, () -> pull(daemon, login("wrong", registry.domain())));
      // Not shown to a registry that it is not for.
      assertThrows(CriException.class, () -> pull(daemon, login("secret", "registry.example")));
      String id = pull(daemon, login("secret", "http://" + registry.domain() + "/v2/"));
      ImageSpec image = ImageSpec.builder().image(box).build();
      assertEquals(
          id,
          daemon
              .client()
              .call(ImageService.IMAGE_STATUS, ImageStatusRequest.builder().image(image).build())
              .image()
              .orElseThrow()
              .id());
      SharedImages.davit().run("rmi", box);
    }
  }

  private static Optional<AuthConfig> login(String password, String server) {
    return Optional.of(
        AuthConfig.builder().username("alice").password(password).serverAddress(server).build());
  }

  private static String pull(DaemonProcess daemon, Optional<AuthConfig> auth) {
    PullImageRequest.Builder request =
        PullImageRequest.builder().image(ImageSpec.builder().image(box).build());
    auth.ifPresent(request::auth);
    return daemon.client().call(ImageService.PULL_IMAGE, request.build()).imageRef();
  }

  @Test
  @OnOneJava
  @Needs({Need.PODMAN, Need.RUNC})
  void podmanRunsWhatDavitPushed() {
    Path place = Workspace.directory("podman");
    try {
      podman(place, "pull", "-q", "--tls-verify=false", "--creds", LoopbackRegistry.LOGIN, box);
      Tool.Result result =
          podman(
              place,
              "run",
              "--rm",
              "--cgroups=no-conmon",
              "--cgroup-parent=/" + Workspace.NAME,
              "--ulimit",
              "nofile=1024:1024",
              "--ulimit",
              "nproc=4096:4096",
              "--network=none",
              box,
              "sh",
              "-c",
              "echo run by podman; exit 0");
      assertEquals("run by podman\n", result.out());
    } finally {
      podman(place, "rmi", "-a", "-f");
    }
  }

  private static Tool.Result podman(Path place, String... arguments) {
    List<String> line =
        new java.util.ArrayList<>(
            List.of(
                "podman",
                "--runtime",
                "runc",
                "--root",
                place.resolve("root").toString(),
                "--runroot",
                place.resolve("run").toString(),
                "--tmpdir",
                place.resolve("tmp").toString(),
                "--storage-driver",
                "overlay",
                "--cgroup-manager",
                "cgroupfs",
                "--events-backend",
                "file"));
    line.addAll(List.of(arguments));
    return Tool.attempt(line, Map.of(), null, Duration.ofSeconds(120L * Tool.SCALE)).expect(0);
  }
}
