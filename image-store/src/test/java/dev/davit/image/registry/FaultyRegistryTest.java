package dev.davit.image.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.TarFixture;
import dev.davit.image.Tools;
import dev.davit.image.content.DownloadLocks;
import dev.davit.image.content.StoreLayout;
import dev.davit.image.registry.FaultProxy.Fault;
import dev.davit.image.tar.RawTar;
import dev.davit.oci.image.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that cuts, refuses, lies and dies: a pull ends well or leaves nothing. */
class FaultyRegistryTest {

  private static final int BIG = 3_000_000;
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          5,
          Duration.ofMillis(20),
          Duration.ofSeconds(2));

  @TempDir static Path shared;
  private static TestRegistry server;
  private static Digest big;
  private static Digest small;

  @TempDir Path directory;
  private FaultProxy proxy;
  private Registry registry;
  private final List<String> retries = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void fillRegistry() {
    Tools.needRoot();
    server = TestRegistry.plain(shared);
    byte[] noise = new byte[BIG];
    new Random(1).nextBytes(noise);
    byte[] base = new RawTar().entry('0', "noise", "", noise, -1).end();
    byte[] top = new RawTar().file("top", "top").end();
    big = Digest.sha256(base);
    small = Digest.sha256(top);
    ImageStore here = ImageStore.open(shared.resolve("here"));
    TarFixture.layers(here, "app:1", base, top);
    here.push(
        new Registry(RegistryHosts.none(), Logins.NONE, PATIENCE, Map.of()),
        "app:1",
        server.domain() + "/app:1",
        PushRequest.DEFAULT);
  }

  @AfterAll
  static void endRegistry() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void startProxy() {
    proxy = new FaultProxy(server.port());
    registry = new Registry(RegistryHosts.none(), Logins.NONE, PATIENCE, Map.of());
  }

  @AfterEach
  void endProxy() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
  }

  private PullRequest telling() {
    return PullRequest.DEFAULT.telling(
        new PullListener() {
          @Override
          public void retrying(String what, String why, Duration wait) {
            retries.add(why + " " + wait.toMillis());
          }
        });
  }

  private ImageStore store() {
    return ImageStore.open(directory.resolve("store"));
  }

  private Image pull(ImageStore store) {
    return store.pull(registry, proxy.domain() + "/app:1", telling());
  }

  /** The nth request for the big blob, counted from 1, gets the fault; the others none. */
  private void faultAt(int nth, Fault fault) {
    AtomicInteger count = new AtomicInteger();
    proxy.with(
        request ->
            request.isBlob(big.hex()) && count.incrementAndGet() == nth
                ? Optional.of(fault)
                : Optional.empty());
  }

  private void assertWhole(ImageStore store) throws Exception {
    assertEquals(1, store.images().size());
    assertEquals(BIG, Files.size(directory.resolve("store/overlay2/1/diff/noise")));
    assertEquals(List.of(), list("journal"));
  }

  private void assertNothingLeft(ImageStore store) throws Exception {
    assertEquals(List.of(), store.images());
    assertEquals(List.of(), list("journal"));
    assertEquals(List.of(), list("overlay2"));
    assertEquals(List.of(), list("image/blobs/sha256"));
    assertEquals(List.of(), Tools.openFiles(directory));
  }

  private List<Path> list(String path) throws Exception {
    try (var files = Files.list(directory.resolve("store").resolve(path))) {
      return files.toList();
    }
  }

  @Test
  void goesOnWhereAConnectionWasCut() throws Exception {
    faultAt(1, new Fault.Cut(1_000_000));
    ImageStore store = store();
    pull(store);
    assertWhole(store);
    List<String> ranges =
        proxy.requests().stream()
            .filter(r -> r.isBlob(big.hex()))
            .map(r -> r.header("Range"))
            .toList();
    assertEquals(2, ranges.size());
    assertTrue(ranges.get(1).matches("bytes=[1-9]\\d{3,}-\\d+"), ranges::toString);
    assertTrue(proxy.bodyBytes() < BIG + 600_000, () -> proxy.bodyBytes() + " bytes");
  }

  @Test
  void outlastsMoreCutsThanItHasPatienceForWhileBytesCome() throws Exception {
    AtomicInteger count = new AtomicInteger();
    proxy.with(
        request ->
            request.isBlob(big.hex()) && count.incrementAndGet() <= 12
                ? Optional.of(new Fault.Cut(200_000))
                : Optional.empty());
    ImageStore store = store();
    pull(store);
    assertWhole(store);
    assertTrue(count.get() > PATIENCE.attempts(), () -> count.get() + " requests");
  }

  @Test
  void givesUpWhenNothingComesAnyMore() throws Exception {
    proxy.with(
        request -> request.isBlob(big.hex()) ? Optional.of(new Fault.Cut(0)) : Optional.empty());
    ImageStore store = store();
    ImageException.Registry e = assertThrows(ImageException.Registry.class, () -> pull(store));
    assertTrue(e.getMessage().startsWith(proxy.domain() + ": blob sha256:"), e::getMessage);
    assertEquals(5, proxy.requests().stream().filter(r -> r.isBlob(big.hex())).count());
    assertNothingLeft(store);
  }

  @Test
  void waitsAsLongAsARegistryAsks() throws Exception {
    faultAt(1, new Fault.Answer(429, "Retry-After: 1"));
    ImageStore store = store();
    long start = System.nanoTime();
    pull(store);
    assertTrue(System.nanoTime() - start >= 1_000_000_000L);
    assertEquals(List.of("HTTP 429 1000"), retries);
    assertWhole(store);
  }

  @Test
  void asksAgainAfterAFailureOfTheServer() throws Exception {
    faultAt(1, new Fault.Answer(503, ""));
    ImageStore store = store();
    pull(store);
    assertEquals(1, retries.size());
    assertWhole(store);
  }

  @Test
  void doesNotInsistOnWhatIsRefused() throws Exception {
    faultAt(1, new Fault.Answer(403, ""));
    ImageStore store = store();
    assertThrows(ImageException.Denied.class, () -> pull(store));
    assertEquals(List.of(), retries);
    assertNothingLeft(store);
  }

  @Test
  void refusesADamagedByteAndLeavesNothing() throws Exception {
    faultAt(1, new Fault.Damage(2_000_000));
    ImageStore store = store();
    ImageException.WrongDigest e =
        assertThrows(ImageException.WrongDigest.class, () -> pull(store));
    assertEquals(big.toString(), e.expected());
    assertNothingLeft(store);
  }

  @Test
  void refusesADamagedManifest() throws Exception {
    Digest manifest = store().pull(registry, proxy.domain() + "/app:1", telling()).manifest();
    proxy.with(
        request ->
            request.path().contains("/manifests/")
                ? Optional.of(new Fault.Damage(100))
                : Optional.empty());
    String pinned = proxy.domain() + "/app@" + manifest;
    assertThrows(ImageException.WrongDigest.class, () -> store().pull(registry, pinned, telling()));
  }

  @Test
  void givesUpAConnectionThatIsSilentAndGoesOn() throws Exception {
    registry =
        new Registry(
            RegistryHosts.none(),
            Logins.NONE,
            new Patience(
                Duration.ofSeconds(20),
                Duration.ofSeconds(2),
                5,
                Duration.ofMillis(20),
                Duration.ofSeconds(2)),
            Map.of());
    faultAt(1, new Fault.Stall(500_000));
    ImageStore store = store();
    pull(store);
    assertTrue(retries.get(0).startsWith("no progress for 2000 ms"), retries::toString);
    assertWhole(store);
  }

  @Test
  void doesWithoutRangesWhereThereAreNone() throws Exception {
    AtomicInteger count = new AtomicInteger();
    proxy.with(
        request ->
            request.isBlob(big.hex())
                ? Optional.of(
                    count.incrementAndGet() == 1 ? new Fault.Cut(1_000_000) : new Fault.NoRanges())
                : Optional.empty());
    ImageStore store = store();
    pull(store);
    assertWhole(store);
  }

  @Test
  void outlivesARegistryThatIsKilledAndComesBack() throws Exception {
    // as long as it may take to start one on a machine that is busy
    Duration second = Duration.ofSeconds(1);
    Patience ample = new Patience(PATIENCE.connect(), PATIENCE.stall(), 100, second, second);
    registry = new Registry(RegistryHosts.none(), Logins.NONE, ample, Map.of());
    AtomicInteger count = new AtomicInteger();
    proxy.with(
        request -> {
          if (request.isBlob(big.hex()) && count.incrementAndGet() == 1) {
            return Optional.of(new Fault.Stall(700_000));
          }
          return Optional.empty();
        });
    ImageStore store = store();
    CompletableFuture<Image> pulling = CompletableFuture.supplyAsync(() -> pull(store));
    while (proxy.bodyBytes() < 700_000) {
      Thread.sleep(10);
    }
    server.kill();
    proxy.drop();
    while (retries.isEmpty()) {
      Thread.sleep(10);
    }
    server.start();
    pulling.get(120, java.util.concurrent.TimeUnit.SECONDS);
    assertWhole(store);
  }

  @Test
  void leavesNothingWhenTheRegistryDies() throws Exception {
    AtomicInteger count = new AtomicInteger();
    proxy.with(
        request ->
            request.isBlob(big.hex())
                ? Optional.of(
                    count.incrementAndGet() == 1
                        ? new Fault.Cut(700_000)
                        : new Fault.Answer(502, ""))
                : Optional.empty());
    ImageStore store = store();
    ImageException.Registry e = assertThrows(ImageException.Registry.class, () -> pull(store));
    assertEquals(502, e.status());
    assertNothingLeft(store);
  }

  @Test
  void readsLayersWhoseBaseComesLast() throws Exception {
    // The base is held back until the layer above it is whole.
    AtomicInteger count = new AtomicInteger();
    proxy.with(
        request -> {
          if (request.isBlob(big.hex()) && count.incrementAndGet() == 1) {
            while (proxy.requests().stream().noneMatch(r -> r.isBlob(small.hex()))) {
              Thread.onSpinWait();
            }
          }
          return Optional.empty();
        });
    ImageStore store = store();
    pull(store);
    assertWhole(store);
  }

  @Test
  void downloadsOnceHoweverManyAsk() throws Exception {
    List<CompletableFuture<Image>> pulls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ImageStore store = store();
      pulls.add(CompletableFuture.supplyAsync(() -> pull(store), w -> new Thread(w).start()));
    }
    for (CompletableFuture<Image> pull : pulls) {
      pull.get(120, java.util.concurrent.TimeUnit.SECONDS);
    }
    assertEquals(1, proxy.requests().stream().filter(r -> r.isBlob(big.hex())).count());
    assertEquals(1, proxy.requests().stream().filter(r -> r.isBlob(small.hex())).count());
    assertWhole(store());
  }

  private void pullWhileSomebodyElseBrings(Digest theirs, Digest ours) throws Exception {
    ImageStore store = store();
    CompletableFuture<Image> pull;
    Path root = directory.resolve("store");
    try (DownloadLocks others = new DownloadLocks(new StoreLayout(root))) {
      others.take(List.of(theirs), digest -> {});
      pull = CompletableFuture.supplyAsync(() -> pull(store));
      Path brought = root.resolve("image/blobs/sha256/" + ours.hex());
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!Files.exists(brought) && !pull.isDone() && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      assertTrue(Files.exists(brought), "nothing came");
      assertFalse(pull.isDone());
    }
    pull.get(60, java.util.concurrent.TimeUnit.SECONDS);
  }

  @Test
  void bringsTheRestWhileSomebodyElseBringsALayer() throws Exception {
    pullWhileSomebodyElseBrings(big, small);
    assertWhole(store());
    assertEquals(1, proxy.requests().stream().filter(r -> r.isBlob(big.hex())).count());
    assertEquals(1, proxy.requests().stream().filter(r -> r.isBlob(small.hex())).count());
  }

  @Test
  void leavesNothingOfTheRestIfTheLayerNeverComes() throws Exception {
    faultAt(1, new Fault.Damage(1_000_000));
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> pullWhileSomebodyElseBrings(big, small));
    assertTrue(e.getCause() instanceof ImageException.WrongDigest, e::toString);
    assertNothingLeft(store());
  }
}
