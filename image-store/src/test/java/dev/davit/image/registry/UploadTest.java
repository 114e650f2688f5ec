package dev.davit.image.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.TarFixture;
import dev.davit.image.Tools;
import dev.davit.image.registry.FaultProxy.Fault;
import dev.davit.image.registry.FaultProxy.Request;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How blobs come into a registry: in pieces, where they were cut, or without a byte. */
class UploadTest {

  private static final int PIECE = 1_000_000;
  private static final int SIZE = 3_500_000;

  @TempDir Path directory;
  private TestRegistry server;
  private FaultProxy proxy;
  private Path file;
  private Digest digest;

  @BeforeEach
  void startRegistry() throws Exception {
    Tools.needRoot();
    server = TestRegistry.plain(directory);
    proxy = new FaultProxy(server.port());
    byte[] noise = new byte[SIZE];
    new Random(7).nextBytes(noise);
    digest = Digest.sha256(noise);
    file = Files.write(directory.resolve("noise"), noise);
  }

  @AfterEach
  void endRegistry() throws Exception {
    if (server != null) {
      proxy.close();
      server.close();
    }
  }

  private static Registry registry() {
    return new Registry(RegistryHosts.none(), Logins.NONE, PullPushTest.IMPATIENT, Map.of());
  }

  private BlobUpload upload() {
    return upload(proxy);
  }

  private static BlobUpload upload(FaultProxy proxy) {
    return new BlobUpload(
        registry()
            .repository(
                ImageReference.parse(proxy.domain() + "/team/app"),
                Optional.empty(),
                RetryListener.NONE),
        PIECE);
  }

  private void assertArrived() throws Exception {
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(server.blob(digest.hex())));
  }

  private List<String> lengths(String method) {
    return proxy.requests().stream()
        .filter(request -> request.method().equals(method))
        .map(request -> request.header("Content-Length"))
        .toList();
  }

  /** The nth request of a method, counted from 1, gets the fault. */
  private void faultAt(String method, int nth, Fault fault) {
    AtomicInteger count = new AtomicInteger();
    proxy.with(
        request ->
            request.method().equals(method) && count.incrementAndGet() == nth
                ? Optional.of(fault)
                : Optional.empty());
  }

  @Test
  void sendsABigBlobInPieces() throws Exception {
    long[] last = new long[1];
    upload().blob(digest, file, List.of(), position -> last[0] = position);
    assertArrived();
    assertEquals(List.of("1000000", "1000000", "1000000"), lengths("PATCH"));
    assertEquals(List.of("500000"), lengths("PUT"));
    assertEquals(SIZE, last[0]);
  }

  @Test
  void goesOnWhereAPieceWasCut() throws Exception {
    try (SpecRegistry other = new SpecRegistry();
        FaultProxy cutting = new FaultProxy(other.port())) {
      AtomicInteger patches = new AtomicInteger();
      cutting.with(
          request ->
              request.method().equals("PATCH") && patches.incrementAndGet() == 2
                  ? Optional.of(new Fault.CutRequest(400_000))
                  : Optional.empty());
      upload(cutting).blob(digest, file, List.of(), position -> {});
      assertArrayEquals(Files.readAllBytes(file), other.blob(digest));
      List<String> ranges =
          cutting.requests().stream()
              .filter(request -> request.method().equals("PATCH"))
              .map(request -> request.header("Content-Range"))
              .toList();
      long again = Long.parseLong(ranges.get(2).replaceFirst("-.*", ""));
      assertTrue(again > 1_000_000 && again <= 1_400_000, ranges::toString);
      assertEquals(1, cutting.requests().stream().filter(r -> r.method().equals("POST")).count());
    }
  }

  /** docker-registry 2.8 gives up an upload that was cut within a piece, and so it begins anew. */
  @Test
  void beginsAgainWhereACutPieceIsNotKept() throws Exception {
    faultAt("PATCH", 2, new Fault.CutRequest(400_000));
    upload().blob(digest, file, List.of(), position -> {});
    assertArrived();
  }

  @Test
  void sendsAllAtOnceWhereARegistryTakesNoPieces() throws Exception {
    proxy.with(
        request ->
            request.method().equals("PATCH")
                ? Optional.of(new Fault.Answer(405, ""))
                : Optional.empty());
    upload().blob(digest, file, List.of(), position -> {});
    assertArrived();
    assertEquals(List.of("3500000"), lengths("PUT"));
  }

  @Test
  void beginsAgainWhenThePlaceIsGone() throws Exception {
    faultAt("PATCH", 3, new Fault.Answer(404, ""));
    upload().blob(digest, file, List.of(), position -> {});
    assertArrived();
    assertEquals(2, proxy.requests().stream().filter(r -> r.method().equals("POST")).count());
  }

  @Test
  void givesUpWhenNoPieceArrivesAnyMore() {
    proxy.with(
        request ->
            request.method().equals("PATCH") || request.method().equals("PUT")
                ? Optional.of(new Fault.CutRequest(0))
                : Optional.empty());
    BlobUpload upload = upload();
    ImageException.Registry e =
        assertThrows(
            ImageException.Registry.class,
            () -> upload.blob(digest, file, List.of(), position -> {}));
    assertTrue(e.getMessage().startsWith(proxy.domain() + ": blob sha256:"), e::getMessage);
    assertEquals(PullPushTest.IMPATIENT.attempts(), lengths("PATCH").size());
  }

  @Test
  void sendsNothingOfWhatTheRegistryHasElsewhere() {
    ImageStore store = ImageStore.open(directory.resolve("store"));
    TarFixture.oneFile(store, "app:1", "content");
    String first = proxy.domain() + "/team/app:1";
    store.push(registry(), "app:1", first, PushRequest.DEFAULT);
    store.tag("app:1", first);
    int before = proxy.requests().size();
    store.push(registry(), first, proxy.domain() + "/other/copy:1", PushRequest.DEFAULT);
    List<Request> asked = proxy.requests().subList(before, proxy.requests().size());
    assertEquals(
        2,
        asked.stream()
            .filter(r -> r.method().equals("POST") && r.path().contains("from=team%2Fapp"))
            .count(),
        asked::toString);
    assertEquals(
        List.of("/v2/other/copy/manifests/1"),
        asked.stream().filter(r -> r.method().equals("PUT")).map(Request::path).toList());
    ImageStore there = ImageStore.open(directory.resolve("there"));
    assertEquals(
        store.resolve("app:1").id(),
        there.pull(registry(), proxy.domain() + "/other/copy:1", PullRequest.DEFAULT).id());
  }

  @Test
  void usesThePlaceThatItGetsWhereItCannotMount() throws Exception {
    boolean mounted = upload().blob(digest, file, List.of("no/such-repository"), position -> {});
    assertTrue(!mounted);
    assertArrived();
    assertEquals(1, proxy.requests().stream().filter(r -> r.method().equals("POST")).count());
  }
}
