package dev.davit.image.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.TarFixture;
import dev.davit.image.Tools;
import dev.davit.image.registry.FaultProxy.Fault;
import dev.davit.image.tar.RawTar;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Referrers by the API, lists in pages, and one big layer by several connections. */
class DiscoveryTest {

  @TempDir Path directory;

  private static Registry registry() {
    return new Registry(RegistryHosts.none(), Logins.NONE, PullPushTest.IMPATIENT, Map.of());
  }

  private static Repository repository(String name) {
    return registry().repository(ImageReference.parse(name), Optional.empty(), RetryListener.NONE);
  }

  /** It is asked by plain HTTP at once: what it does of a first word in TLS is not our matter. */
  private static Repository repository(SpecRegistry server) {
    RegistryHosts hosts =
        RegistryHosts.parse(
            "{\"registries\": {\"%1$s\": {\"url\": \"http://%1$s\"}}}".formatted(server.domain()),
            "test");
    return new Registry(hosts, Logins.NONE, PullPushTest.IMPATIENT, Map.of())
        .repository(
            ImageReference.parse(server.domain() + "/app"), Optional.empty(), RetryListener.NONE);
  }

  private static Digest digest(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsAllPagesOfReferrers() {
    try (SpecRegistry server = new SpecRegistry()) {
      server.referrer("application/vnd.example.sbom+json", digest("one"));
      server.referrer("application/vnd.example.signature", digest("two"));
      server.referrer("application/vnd.example.sbom+json", digest("three"));
      Repository repository = repository(server);
      assertEquals(
          List.of(digest("one"), digest("two"), digest("three")),
          repository.referrers(digest("subject"), Optional.empty()).stream()
              .map(d -> d.digest())
              .toList());
    }
  }

  @Test
  void picksReferrersOfATypeIfTheRegistryDoesNot() {
    try (SpecRegistry server = new SpecRegistry()) {
      server.referrer("application/vnd.example.signature", digest("two"));
      Repository repository = repository(server);
      assertEquals(
          List.of(),
          repository.referrers(digest("s"), Optional.of("application/vnd.example.sbom+json")));
      assertTrue(
          server.requests().stream()
              .anyMatch(r -> r.endsWith("?artifactType=application%2Fvnd.example.sbom%2Bjson")),
          server.requests()::toString);
    }
  }

  @Test
  void listsMoreTagsAndRepositoriesThanOnePageHas() {
    Tools.needRoot();
    try (TestRegistry server = TestRegistry.plain(directory)) {
      ImageStore store = ImageStore.open(directory.resolve("store"));
      TarFixture.oneFile(store, "app:1", "content");
      for (String name : List.of("a/app:1", "a/app:2", "b/app:1")) {
        store.push(registry(), "app:1", server.domain() + "/" + name, PushRequest.DEFAULT);
      }
      assertEquals(List.of("1", "2"), repository(server.domain() + "/a/app").tags());
      assertEquals(
          List.of("a/app", "b/app"),
          registry().catalog(server.domain(), Optional.empty(), RetryListener.NONE));
    }
  }

  /** Forty megabytes are three ranges; the second is cut once and goes on. */
  @Test
  void bringsRangesOfOneLayerByManyConnections() throws Exception {
    Tools.needRoot();
    byte[] noise = new byte[40_000_000];
    new Random(3).nextBytes(noise);
    byte[] layer = new RawTar().entry('0', "noise", "", noise, -1).end();
    Digest blob = Digest.sha256(layer);
    try (TestRegistry server = TestRegistry.plain(directory);
        FaultProxy proxy = new FaultProxy(server.port())) {
      ImageStore here = ImageStore.open(directory.resolve("here"));
      Image made = TarFixture.layers(here, "app:1", layer);
      here.push(registry(), "app:1", server.domain() + "/app:1", PushRequest.DEFAULT);
      AtomicInteger second = new AtomicInteger();
      proxy.with(
          request ->
              request.isBlob(blob.hex())
                      && request.header("Range").startsWith("bytes=16777216-")
                      && second.incrementAndGet() == 1
                  ? Optional.of(new Fault.Cut(3_000_000))
                  : Optional.empty());
      ImageStore there = ImageStore.open(directory.resolve("there"));
      Image image = there.pull(registry(), proxy.domain() + "/app:1", PullRequest.DEFAULT);
      assertEquals(made.id(), image.id());
      assertEquals(
          Digest.sha256(noise),
          Digest.sha256(
              Files.readAllBytes(
                  there.snapshots().plan("c", image).lowerdirs().get(0).resolve("noise"))));
      List<String> ranges =
          proxy.requests().stream()
              .filter(request -> request.isBlob(blob.hex()))
              .map(request -> request.header("Range"))
              .sorted()
              .toList();
      assertEquals(4, ranges.size(), ranges::toString);
      assertTrue(ranges.contains("bytes=0-16777215"), ranges::toString);
      assertTrue(ranges.contains("bytes=16777216-33554431"), ranges::toString);
      assertTrue(ranges.contains("bytes=33554432-" + (layer.length - 1)), ranges::toString);
      assertTrue(proxy.bodyBytes() < layer.length + 100_000, () -> proxy.bodyBytes() + " bytes");
    }
  }

  /** Whoever brings a layer is waited for, in an order that nobody can tie into a knot. */
  @Test
  void pullsImagesOfTheSameLayersInOtherOrdersAtOnce() throws Exception {
    Tools.needRoot();
    byte[] one = new RawTar().file("one", "1").end();
    byte[] two = new RawTar().file("two", "2").end();
    byte[] three = new RawTar().file("three", "3").end();
    try (TestRegistry server = TestRegistry.plain(directory)) {
      ImageStore here = ImageStore.open(directory.resolve("here"));
      TarFixture.layers(here, "a:1", one, two, three);
      TarFixture.layers(here, "b:1", three, two, one);
      TarFixture.layers(here, "c:1", two, three, one);
      List<String> names = List.of("a:1", "b:1", "c:1");
      for (String name : names) {
        here.push(registry(), name, server.domain() + "/team/" + name, PushRequest.DEFAULT);
      }
      for (int round = 0; round < 5; round++) {
        Path root = directory.resolve("there-" + round);
        ImageStore.open(root);
        List<CompletableFuture<Image>> pulls =
            names.stream()
                .map(name -> server.domain() + "/team/" + name)
                .map(
                    name ->
                        CompletableFuture.supplyAsync(
                            () -> ImageStore.open(root).pull(registry(), name, PullRequest.DEFAULT),
                            work -> new Thread(work).start()))
                .toList();
        for (CompletableFuture<Image> pull : pulls) {
          pull.get(120, TimeUnit.SECONDS);
        }
        assertEquals(3, ImageStore.open(root).images().size());
        assertEquals(9, root.resolve("overlay2").toFile().list().length);
      }
    }
  }

  @Test
  void leavesNothingOfARegistryThatDiesAndStaysDead() throws Exception {
    Tools.needRoot();
    byte[] noise = new byte[3_000_000];
    new Random(4).nextBytes(noise);
    byte[] layer = new RawTar().entry('0', "noise", "", noise, -1).end();
    try (TestRegistry server = TestRegistry.plain(directory);
        FaultProxy proxy = new FaultProxy(server.port())) {
      ImageStore here = ImageStore.open(directory.resolve("here"));
      TarFixture.layers(here, "app:1", layer);
      here.push(registry(), "app:1", server.domain() + "/app:1", PushRequest.DEFAULT);
      String hex = Digest.sha256(layer).hex();
      proxy.with(
          request -> {
            if (request.isBlob(hex)) {
              server.kill();
            }
            return Optional.empty();
          });
      ImageStore there = ImageStore.open(directory.resolve("there"));
      ImageException.Registry e =
          assertThrows(
              ImageException.Registry.class,
              () -> there.pull(registry(), proxy.domain() + "/app:1", PullRequest.DEFAULT));
      assertTrue(e.getMessage().startsWith(proxy.domain() + ": blob sha256:"), e::getMessage);
      assertEquals(List.of(), there.images());
      for (String place : List.of("journal", "overlay2", "downloads", "image/blobs/sha256")) {
        assertEquals(0, directory.resolve("there").resolve(place).toFile().list().length, place);
      }
    }
  }
}
