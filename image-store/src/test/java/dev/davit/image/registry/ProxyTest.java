package dev.davit.image.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.TarFixture;
import dev.davit.image.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries that are reached only through the proxy that the environment names. */
class ProxyTest {

  /** No such host: only the proxy can know it. */
  private static final String DOMAIN = "registry.example:5000";

  @TempDir Path directory;
  private ImageStore store;
  private TestRegistry server;

  @BeforeEach
  void makeImage() {
    Tools.needRoot();
    store = ImageStore.open(directory.resolve("store"));
    TarFixture.oneFile(store, "app:1", "content");
  }

  @AfterEach
  void endRegistry() {
    if (server != null) {
      server.close();
    }
  }

  private void bothWays(RegistryHosts hosts, Map<String, String> environment) {
    Registry registry = new Registry(hosts, Logins.NONE, PullPushTest.IMPATIENT, environment);
    String name = DOMAIN + "/team/app:1";
    store.push(registry, "app:1", name, PushRequest.DEFAULT);
    ImageStore there = ImageStore.open(directory.resolve("there"));
    assertEquals(store.resolve("app:1").id(), there.pull(registry, name, PullRequest.DEFAULT).id());
  }

  private static RegistryHosts plain() {
    return RegistryHosts.parse(
        "{\"registries\": {\"%s\": {\"url\": \"http://%s\"}}}".formatted(DOMAIN, DOMAIN), "test");
  }

  private TestRegistry withTls() {
    return TestRegistry.start(
        directory,
        "  tls: {certificate: %s, key: %s}\n"
            .formatted(directory.resolve("cert.pem"), directory.resolve("key.pem")),
        "");
  }

  private static String trusting(String authority) {
    return "{\"registries\": {\"%s\": {\"ca\": \"%s\"}}}".formatted(DOMAIN, authority);
  }

  @Test
  void asksAPlainRegistryThroughIt() throws Exception {
    server = TestRegistry.plain(directory);
    try (ForwardProxy proxy = new ForwardProxy(server.port(), "")) {
      bothWays(plain(), Map.of("http_proxy", "http://localhost:" + proxy.port()));
      List<String> lines = proxy.lines();
      assertTrue(lines.size() > 5, lines::toString);
      lines.forEach(line -> assertTrue(line.contains(" http://" + DOMAIN + "/v2/"), line));
    }
  }

  @Test
  void showsItWhoIsAsking() throws Exception {
    server = TestRegistry.plain(directory);
    try (ForwardProxy proxy = new ForwardProxy(server.port(), "alice:secret")) {
      bothWays(plain(), Map.of("http_proxy", "http://alice:secret@localhost:" + proxy.port()));
      ImageException.Denied e =
          assertThrows(
              ImageException.Denied.class,
              () -> bothWays(plain(), Map.of("http_proxy", "http://localhost:" + proxy.port())));
      assertTrue(
          e.getMessage()
              .endsWith("(the proxy wants a login: name it as http://USER:PASSWORD@HOST:PORT)"),
          e::getMessage);
    }
  }

  @Test
  void opensATunnelToARegistryWithTls() throws Exception {
    TestCertificate.make(directory, "registry.example");
    server = withTls();
    RegistryHosts hosts =
        RegistryHosts.parse(trusting(directory.resolve("ca.pem").toString()), "test");
    try (ForwardProxy proxy = new ForwardProxy(server.port(), "")) {
      bothWays(hosts, Map.of("HTTPS_PROXY", "http://localhost:" + proxy.port()));
      proxy.lines().forEach(line -> assertEquals("CONNECT registry.example:5000 HTTP/1.1", line));
      assertTrue(!proxy.lines().isEmpty());
    }
  }

  /** In a process of its own, as the JDK decides at the first use of its client. */
  @Test
  void showsWhoIsAskingForATunnelToo() throws Exception {
    TestCertificate.make(directory, "registry.example");
    server = withTls();
    try (ForwardProxy proxy = new ForwardProxy(server.port(), "alice:secret")) {
      assertEquals(0, push("http://alice:secret@localhost:" + proxy.port()), this::said);
      assertTrue(!proxy.lines().isEmpty());
      assertEquals(1, push("http://localhost:" + proxy.port()));
      assertTrue(said().contains("HTTP 407 (the proxy wants a login"), this::said);
    }
  }

  private int push(String proxy) throws Exception {
    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Pusher.class.getName(),
            store.dataRoot().toString(),
            directory.resolve("ca.pem").toString(),
            proxy);
    Process started =
        process
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    assertTrue(started.waitFor(120, TimeUnit.SECONDS));
    return started.exitValue();
  }

  private String said() {
    try {
      return Files.readString(directory.resolve("said"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that pushes. */
  public static final class Pusher {
    private Pusher() {}

    /** Takes a data root, the certificate of an authority and a proxy. */
    public static void main(String[] args) {
      RegistryHosts hosts = RegistryHosts.parse(trusting(args[1]), "test");
      ImageStore.open(Path.of(args[0]))
          .push(
              new Registry(
                  hosts, Logins.NONE, PullPushTest.IMPATIENT, Map.of("HTTPS_PROXY", args[2])),
              "app:1",
              DOMAIN + "/team/app:1",
              PushRequest.DEFAULT);
    }
  }
}
