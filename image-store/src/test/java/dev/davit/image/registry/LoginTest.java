package dev.davit.image.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.TarFixture;
import dev.davit.image.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries that want to know who asks, and whom they talk to. */
class LoginTest {

  private static final Credentials ALICE = Credentials.of("alice", "secret");

  @TempDir Path directory;
  private ImageStore store;

  @BeforeEach
  void makeImage() {
    Tools.needRoot();
    store = ImageStore.open(directory.resolve("store"));
    TarFixture.oneFile(store, "app:1", "content");
  }

  private static Registry registry(RegistryHosts hosts, Logins logins) {
    return new Registry(hosts, logins, PullPushTest.IMPATIENT, Map.of());
  }

  private static Registry registry(Logins logins) {
    return registry(RegistryHosts.none(), logins);
  }

  private void bothWays(TestRegistry server, Registry registry) {
    String name = server.domain() + "/team/app:1";
    store.push(registry, "app:1", name, PushRequest.DEFAULT);
    ImageStore there = ImageStore.open(directory.resolve("there"));
    assertEquals(store.resolve("app:1").id(), there.pull(registry, name, PullRequest.DEFAULT).id());
  }

  @Test
  void logsInWithUserAndPassword() throws Exception {
    // bcrypt of "secret"
    Tools.need("htpasswd");
    Tools.sh(directory, "htpasswd -Bbn alice secret >htpasswd");
    try (TestRegistry server =
        TestRegistry.start(
            directory,
            "",
            "auth: {htpasswd: {realm: test, path: %s}}\n"
                .formatted(directory.resolve("htpasswd")))) {
      bothWays(server, registry(domain -> Optional.of(ALICE)));
      String name = server.domain() + "/team/app:1";
      ImageException.Denied unknown =
          assertThrows(
              ImageException.Denied.class,
              () -> store.pull(registry(Logins.NONE), name, PullRequest.DEFAULT));
      assertTrue(
          unknown.getMessage().endsWith("(see davit login " + server.domain() + ")"),
          unknown::getMessage);
      assertThrows(
          ImageException.Denied.class,
          () -> registry(Logins.NONE).check(server.domain(), Credentials.of("alice", "wrong")));
      registry(Logins.NONE).check(server.domain(), ALICE);
      PullRequest asAlice = PullRequest.DEFAULT.as(ALICE);
      store.pull(registry(Logins.NONE), name, asAlice);
    }
  }

  @Test
  void fetchesTokensForWhatItWantsToDo() throws Exception {
    TestCertificate.make(directory, "localhost");
    Tools.sh(directory, "openssl pkcs8 -topk8 -nocrypt -in key.pem -out key8.pem");
    try (TokenServer tokens =
            new TokenServer(directory.resolve("key8.pem"), directory.resolve("cert.pem"));
        TestRegistry server =
            TestRegistry.start(
                directory,
                "",
                "auth: {token: {realm: '%s', service: %s, issuer: %s, rootcertbundle: %s}}\n"
                    .formatted(
                        tokens.realm(),
                        TokenServer.SERVICE,
                        TokenServer.ISSUER,
                        directory.resolve("ca.pem")))) {
      bothWays(server, registry(domain -> Optional.of(ALICE)));
      assertEquals(2, tokens.requests().size(), tokens.requests()::toString);
      assertTrue(
          tokens.requests().get(0).contains("scope=repository%3Ateam%2Fapp%3Apull%2Cpush"),
          tokens.requests()::toString);
      assertTrue(
          tokens.requests().get(1).contains("scope=repository%3Ateam%2Fapp%3Apull&account=alice"),
          tokens.requests()::toString);
      String name = server.domain() + "/team/app:1";
      store.pull(
          registry(Logins.NONE),
          name,
          PullRequest.DEFAULT.as(Credentials.identityToken("refresh")));
      assertTrue(tokens.requests().get(2).startsWith("POST grant_type=refresh_token&"));
      assertThrows(
          ImageException.Denied.class,
          () ->
              store.pull(
                  registry(Logins.NONE), name, PullRequest.DEFAULT.as(Credentials.of("eve", "x"))));
      // Six seconds less five for the way: the second request finds its token ended.
      tokens.lifeSeconds(6);
      Registry registry = registry(domain -> Optional.of(ALICE));
      Repository repository =
          registry.repository(
              dev.davit.oci.image.ImageReference.parse(name), Optional.empty(), RetryListener.NONE);
      int before = tokens.requests().size();
      assertEquals(List.of("1"), repository.tags());
      Thread.sleep(1500);
      assertEquals(List.of("1"), repository.tags());
      assertEquals(before + 2, tokens.requests().size());
      assertEquals(
          List.of("team/app"),
          registry.catalog(server.domain(), Optional.empty(), RetryListener.NONE));
    }
  }

  @Test
  void believesOnlyAuthoritiesThatAreNamed() throws Exception {
    TestCertificate.make(directory, "localhost");
    try (TestRegistry server = TestRegistry.tls(directory)) {
      String name = server.domain() + "/team/app:1";
      ImageException.Registry refused =
          assertThrows(
              ImageException.Registry.class,
              () ->
                  store.push(
                      registry(strict(server), Logins.NONE), "app:1", name, PushRequest.DEFAULT));
      assertTrue(
          refused.getMessage().contains("its certificate is not trusted"), refused::getMessage);
      // Nor is plain HTTP tried then, as it is where nobody speaks TLS on this machine.
      ImageException.Registry local =
          assertThrows(
              ImageException.Registry.class,
              () ->
                  store.pull(
                      registry(RegistryHosts.none(), Logins.NONE), name, PullRequest.DEFAULT));
      assertTrue(local.getMessage().contains("its certificate is not trusted"), local::getMessage);
      String ca =
          """
          {"registries": {"%s": {"ca": "%s"}}}
          """
              .formatted(server.domain(), directory.resolve("ca.pem"));
      bothWays(server, registry(RegistryHosts.parse(ca, "test"), Logins.NONE));
      Registry careless =
          registry(
              RegistryHosts.none().withInsecure(java.util.Set.of(server.domain())), Logins.NONE);
      store.pull(careless, name, PullRequest.DEFAULT);
      // The certificate names this address too; one that it does not name is refused.
      String byAddress = ca.replace("localhost", "127.0.0.1");
      store.pull(
          registry(RegistryHosts.parse(byAddress, "test"), Logins.NONE),
          name.replace("localhost", "127.0.0.1"),
          PullRequest.DEFAULT);
    }
  }

  private static RegistryHosts strict(TestRegistry server) {
    return RegistryHosts.parse("{\"registries\": {\"%s\": {}}}".formatted(server.domain()), "test");
  }

  @Test
  void asksMirrorsFirstAndTheRegistryLast() throws Exception {
    try (TestRegistry server = TestRegistry.plain(directory);
        FaultProxy mirror = new FaultProxy(server.port())) {
      bothWays(server, registry(Logins.NONE));
      RegistryHosts hosts =
          RegistryHosts.parse(
              """
              {"registries": {"registry.example": {
                "url": "http://%s",
                "mirrors": [{"url": "http://localhost:1"}, {"url": "http://%s"}]}}}
              """
                  .formatted(server.domain(), mirror.domain()),
              "test");
      ImageStore there = ImageStore.open(directory.resolve("mirrored"));
      String name = "registry.example/team/app:1";
      there.pull(registry(hosts, Logins.NONE), name, PullRequest.DEFAULT);
      assertEquals(List.of(name), names(there));
      assertEquals(3, mirror.requests().size());
      assertTrue(mirror.requests().get(0).path().endsWith("?ns=registry.example"));
      // A mirror that fails has the registry behind it.
      mirror.with(request -> Optional.of(new FaultProxy.Fault.Answer(500, "")));
      ImageStore again = ImageStore.open(directory.resolve("again"));
      again.pull(registry(hosts, Logins.NONE), name, PullRequest.DEFAULT);
      assertEquals(List.of(name), names(again));
      // What a mirror falsified does not come from it.
      mirror.with(
          request ->
              request.path().contains("/manifests/sha256")
                  ? Optional.of(new FaultProxy.Fault.Damage(10))
                  : Optional.empty());
      ImageStore pinned = ImageStore.open(directory.resolve("pinned"));
      String digest = there.resolve(name).manifest().toString();
      pinned.pull(
          registry(hosts, Logins.NONE), "registry.example/team/app@" + digest, PullRequest.DEFAULT);
      assertEquals(1, pinned.images().size());
    }
  }

  private static List<String> names(ImageStore store) {
    return store.images().get(0).references().stream().map(r -> r.familiar()).toList();
  }

  @Test
  void speaksThroughAProxyExceptWithThisMachine() throws Exception {
    ProxyRules rules =
        new ProxyRules(
            Map.of(
                "HTTP_PROXY", "http://proxy.example:3128",
                "https_proxy", "proxy.example:3129",
                "NO_PROXY", "direct.example,.inner.example"));
    assertEquals("[HTTP @ proxy.example/<unresolved>:3128]", select(rules, "http://a.example/"));
    assertEquals("[HTTP @ proxy.example/<unresolved>:3129]", select(rules, "https://a.example/"));
    for (String direct :
        List.of("localhost:5", "127.0.0.1:5", "direct.example", "x.inner.example")) {
      assertEquals("[DIRECT]", select(rules, "http://" + direct + "/"));
    }
  }

  @Test
  void blocksOfAddressesAreAskedWithoutAProxy() {
    ProxyRules rules =
        new ProxyRules(
            Map.of(
                "HTTP_PROXY", "proxy.example", "NO_PROXY", "10.1.0.0/16,fd00::/8,x/y,1.2.3.4/99"));
    for (String direct : List.of("10.1.255.7:5", "[fd12::1]:5")) {
      assertEquals("[DIRECT]", select(rules, "http://" + direct + "/"));
    }
    for (String other : List.of("10.2.0.1", "[fe80::1]", "1.2.3.4", "10.1.example")) {
      assertTrue(select(rules, "http://" + other + "/").startsWith("[HTTP"), other);
    }
  }

  @Test
  void saysByWhichProxyNobodyWasReached() {
    Registry registry =
        new Registry(
            RegistryHosts.none(),
            Logins.NONE,
            PullPushTest.IMPATIENT,
            Map.of("HTTPS_PROXY", "http://user:secret@127.0.0.1:1"));
    ImageException.Registry failed =
        assertThrows(
            ImageException.Registry.class,
            () -> store.pull(registry, "reg.example/app:1", PullRequest.DEFAULT));
    assertTrue(
        failed.getMessage().endsWith("connection refused (by the proxy 127.0.0.1:1)"),
        failed::getMessage);
  }

  @Test
  void aHelperThatFailsWithoutAWordDoesNotEndOrIsNotThereIsSaidToBeThat() throws Exception {
    Map<String, String> environment = Map.of("PATH", directory + ":" + System.getenv("PATH"));
    helper("silent", "exit 3");
    helper("slow", "sleep 100");
    assertEquals(
        "docker-credential-silent: get a.example: exit code 3",
        assertThrows(
                ImageException.Denied.class,
                () -> new CredentialHelper("silent", environment).get("a.example"))
            .getMessage());
    Duration brief = Duration.ofMillis(300);
    assertEquals(
        "docker-credential-slow: get: no end after 300 ms",
        assertThrows(
                ImageException.Denied.class,
                () -> new CredentialHelper("slow", environment, brief).get("a.example"))
            .getMessage());
    assertEquals(
        "docker-credential-none: no such program in PATH: it is named in the file of logins",
        assertThrows(
                ImageException.NotFound.class,
                () -> new CredentialHelper("none", environment).get("a.example"))
            .getMessage());
  }

  private void helper(String name, String script) throws Exception {
    Path file = directory.resolve("docker-credential-" + name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private static String select(ProxyRules rules, String uri) {
    return rules.select(java.net.URI.create(uri)).toString();
  }

  @Test
  void saysWhichKeyOfTheFileIsNotUnderstood() {
    ImageException.Malformed e =
        assertThrows(
            ImageException.Malformed.class,
            () ->
                RegistryHosts.parse("{\"registries\": {\"a.example\": {\"insecur\": true}}}", "f"));
    assertEquals("f: registries.a.example: 'insecur' is not known here", e.getMessage());
    assertThrows(ImageException.Malformed.class, () -> RegistryHosts.parse("[]", "f"));
    assertThrows(
        ImageException.Malformed.class,
        () -> RegistryHosts.parse("{\"registries\": {\"a\": {\"url\": \"ftp://a\"}}}", "f"));
  }

  @Test
  void keepsLoginsWhereDockerKeepsThem() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    DockerConfig config = DockerConfig.of(Map.of("HOME", home.toString()));
    assertEquals(Optional.empty(), config.of("registry.example"));
    config.login("registry.example", ALICE);
    config.login("docker.io", Credentials.of("bob", "pass:word"));
    Path file = home.resolve(".docker/config.json");
    assertEquals(
        "[OWNER_READ, OWNER_WRITE]",
        Files.getPosixFilePermissions(file).stream().sorted().toList().toString());
    assertTrue(Files.readString(file).contains("\"https://index.docker.io/v1/\""));
    assertEquals(ALICE, config.of("registry.example").orElseThrow());
    assertEquals("pass:word", config.of("docker.io").orElseThrow().password());
    assertTrue(config.logout("registry.example"));
    assertTrue(!config.logout("registry.example"));
    assertEquals(Optional.empty(), config.of("registry.example"));
    Files.writeString(file, "{\"auths\": {\"https://old.example/v1/\": {\"auth\": \"!\"}}}");
    assertThrows(ImageException.Malformed.class, () -> config.of("old.example"));
  }

  @Test
  void asksCredentialHelpers() throws Exception {
    Path helper = directory.resolve("docker-credential-test");
    Files.writeString(
        helper,
        """
        #!/bin/sh
        kept=%s/kept
        case $1 in
        store) cat >"$kept" ;;
        erase) rm -f "$kept" ;;
        get)
          read -r server || true
          [ "$server" = registry.example ] && [ -e "$kept" ] || { echo 'credentials not found in native keychain'; exit 1; }
          cat "$kept" ;;
        esac
        """
            .formatted(directory));
    helper.toFile().setExecutable(true);
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.writeString(
        home.resolve("config.json"), "{\"credHelpers\": {\"registry.example\": \"test\"}}");
    DockerConfig config =
        DockerConfig.of(
            Map.of(
                "DOCKER_CONFIG", home.toString(), "PATH", directory + ":" + System.getenv("PATH")));
    assertEquals(Optional.empty(), config.of("registry.example"));
    config.login("registry.example", ALICE);
    assertEquals(ALICE, config.of("registry.example").orElseThrow());
    assertTrue(!Files.readString(home.resolve("config.json")).contains("secret"));
    assertTrue(config.logout("registry.example"));
    assertEquals(Optional.empty(), config.of("registry.example"));
  }
}
