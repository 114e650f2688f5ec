package dev.davit.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.cri.Code;
import dev.davit.cri.CriClient;
import dev.davit.cri.CriException;
import dev.davit.cri.CriStream;
import dev.davit.cri.v1.ContainerEventResponse;
import dev.davit.cri.v1.ContainerEventType;
import dev.davit.cri.v1.ExecSyncRequest;
import dev.davit.cri.v1.GetEventsRequest;
import dev.davit.cri.v1.ListPodSandboxRequest;
import dev.davit.cri.v1.PodSandboxConfig;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.RemovePodSandboxRequest;
import dev.davit.cri.v1.RunPodSandboxRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StopContainerRequest;
import dev.davit.cri.v1.StreamPodSandboxesRequest;
import dev.davit.cri.v1.VersionRequest;
import dev.davit.daemon.connect.Limits;
import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.PodConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What the socket makes of everything that a client can send, on pods that nothing runs in. */
@Timeout(120)
class SocketTest {

  private static final String VERSION = "/runtime.v1.RuntimeService/Version";
  private static final String STREAM = "/runtime.v1.RuntimeService/StreamPodSandboxes";

  private static FakeDaemon daemon;

  @BeforeAll
  static void serves() {
    daemon = new FakeDaemon();
  }

  @AfterAll
  static void ends() throws IOException {
    daemon.close();
  }

  private static SocketChannel connect(FakeDaemon to) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(to.socket()));
  }

  /** Sends bytes, and reads until the daemon closes the connection. */
  private static String talk(FakeDaemon to, byte[] request) throws IOException {
    try (SocketChannel channel = connect(to)) {
      channel.write(ByteBuffer.wrap(request));
      return new String(
          Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] post(String path, String headers, byte[] body) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ("POST "
                + path
                + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
                + headers
                + "content-length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }

  private static byte[] post(String path, String headers, String body) {
    return post(path, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static final String JSON = "content-type: application/json\r\n";
  private static final String CONNECT = "content-type: application/connect+json\r\n";

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] envelope(int flags, byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) flags)
        .putInt(message.length)
        .put(message)
        .array();
  }

  @TestFactory
  Stream<DynamicTest> answersBadInputWithTheFittingStatusAndCode() {
    Map<String, byte[]> requests = new LinkedHashMap<>();
    requests.put("400 invalid_argument malformed JSON", post(VERSION, JSON, "{\"version\":"));
    requests.put(
        "400 invalid_argument version: expected a string", post(VERSION, JSON, "{\"version\":[]}"));
    requests.put(
        "400 invalid_argument malformed JSON: not in UTF-8",
        post(VERSION, JSON, new byte[] {'"', (byte) 0xff, '"'}));
    requests.put(
        "404 unimplemented no such call", post("/runtime.v1.RuntimeService/Nonsense", JSON, "{}"));
    requests.put("404 unimplemented /../../etc/passwd", post("/../../etc/passwd", JSON, "{}"));
    requests.put(
        "405 unknown expected POST",
        ("GET " + VERSION + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").getBytes());
    requests.put("405 unknown expected GET", post("/metrics", JSON, "{}"));
    requests.put(
        "415 unknown content-type", post(VERSION, "content-type: application/proto\r\n", "{}"));
    requests.put("415 unknown expected application/json", post(VERSION, CONNECT, "{}"));
    requests.put("415 unknown expected application/connect+json", post(STREAM, JSON, "{}"));
    requests.put(
        "400 invalid_argument connect-protocol-version",
        post(VERSION, JSON + "connect-protocol-version: 2\r\n", "{}"));
    requests.put(
        "400 invalid_argument connect-timeout-ms",
        post(VERSION, JSON + "connect-timeout-ms: -1\r\n", "{}"));
    requests.put(
        "501 unimplemented content-encoding: br",
        post(VERSION, JSON + "content-encoding: br\r\n", "{}"));
    requests.put(
        "400 invalid_argument gzip", post(VERSION, JSON + "content-encoding: gzip\r\n", "{}"));
    requests.put(
        "429 resource_exhausted larger than",
        post(VERSION, JSON + "content-encoding: gzip\r\n", gzip(new byte[100 << 20])));
    requests.put("400 invalid_argument request: ", "NONSENSE\r\n\r\n".getBytes());
    requests.put(
        "400 invalid_argument request:",
        ("POST /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n").getBytes());
    requests.put(
        "400 invalid_argument request: ",
        ("POST " + VERSION + " HTTP/1.1\r\nx: " + "x".repeat(40_000) + "\r\n\r\n").getBytes());
    requests.put(
        "404 not_found hexadecimal",
        post(
            "/runtime.v1.RuntimeService/ContainerStatus",
            JSON,
            "{\"containerId\":\"../../etc/passwd\"}"));
    requests.put(
        "404 not_found no such container",
        post("/runtime.v1.RuntimeService/ContainerStatus", JSON, "{\"container_id\":\"abc\"}"));
    requests.put(
        "400 invalid_argument container_id: required",
        post("/runtime.v1.RuntimeService/ContainerStatus", JSON, ""));
    requests.put(
        "400 invalid_argument config.metadata: required",
        post("/runtime.v1.RuntimeService/RunPodSandbox", JSON, "{\"config\":{}}"));
    requests.put(
        "400 invalid_argument config.windows",
        post("/runtime.v1.RuntimeService/RunPodSandbox", JSON, "{\"config\":{\"windows\":{}}}"));
    requests.put(
        "400 invalid_argument runtime handler kata",
        post(
            "/runtime.v1.RuntimeService/RunPodSandbox",
            JSON,
            "{\"config\":{\"metadata\":{\"name\":\"a\"}},\"runtimeHandler\":\"kata\"}"));
    requests.put("200 invalid_argument expected one envelope", post(STREAM, CONNECT, "{}"));
    requests.put(
        "200 invalid_argument it says 3 bytes",
        post(STREAM, CONNECT, new byte[] {0, 0, 0, 0, 3, '{', '}'}));
    requests.put(
        "200 invalid_argument flags 0x8", post(STREAM, CONNECT, envelope(8, "{}".getBytes())));
    requests.put(
        "200 invalid_argument malformed JSON", post(STREAM, CONNECT, envelope(0, "{".getBytes())));
    return requests.entrySet().stream()
        .map(r -> DynamicTest.dynamicTest(r.getKey(), () -> answers(r.getKey(), r.getValue())));
  }

  private static void answers(String expected, byte[] request) throws IOException {
    String[] words = expected.split(" ", 3);
    String response = talk(daemon, request);
    assertTrue(response.startsWith("HTTP/1.1 " + words[0]), response);
    assertTrue(response.contains("\"code\":\"" + words[1] + "\""), response);
    assertTrue(response.contains(words[2]), response);
    assertFalse(response.contains("Exception"), response);
  }

  @Test
  void understandsCompressedRequestsOfBothKinds() throws IOException {
    String unary =
        talk(daemon, post(VERSION, JSON + "content-encoding: gzip\r\n", gzip("{}".getBytes())));
    assertTrue(unary.contains("\"runtimeName\":\"davit\""), unary);
    String stream =
        talk(
            daemon,
            post(
                STREAM,
                CONNECT + "connect-content-encoding: gzip\r\n",
                envelope(1, gzip("{}".getBytes()))));
    assertTrue(stream.contains("\2\0\0\0\2{}"), stream);
  }

  @Test
  void answersRequestsThatFollowEachOtherOnOneConnection() throws IOException {
    String one =
        "POST " + VERSION + " HTTP/1.1\r\nhost: x\r\n" + JSON + "content-length: 2\r\n\r\n{}";
    String answers =
        talk(
            daemon,
            (one.repeat(20) + new String(post(VERSION, JSON, "{}"), StandardCharsets.UTF_8))
                .getBytes());
    assertEquals(21, answers.split("HTTP/1.1 200 OK", -1).length - 1, answers);
  }

  @Test
  void refusesABodyOf100MegabytesWithoutKeepingIt() throws Exception {
    List<Thread> clients = new ArrayList<>();
    long before = used();
    CountDownLatch refused = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      boolean chunked = i % 2 == 0;
      Thread client =
          new Thread(
              () -> {
                if (sendsTooMuch(chunked)) {
                  refused.countDown();
                }
              });
      client.start();
      clients.add(client);
    }
    for (Thread client : clients) {
      client.join();
    }
    assertEquals(0, refused.getCount());
    assertTrue(used() - before < 64 << 20, "kept " + (used() - before));
  }

  private static boolean sendsTooMuch(boolean chunked) {
    try (SocketChannel channel = connect(daemon)) {
      String head =
          "POST "
              + VERSION
              + " HTTP/1.1\r\nhost: x\r\n"
              + JSON
              + (chunked
                  ? "transfer-encoding: chunked\r\n\r\n"
                  : "content-length: 100000000\r\n\r\n");
      channel.write(ByteBuffer.wrap(head.getBytes()));
      byte[] chunk =
          (chunked ? "10000\r\n" + "x".repeat(65536) + "\r\n" : "x".repeat(65536)).getBytes();
      try {
        for (int i = 0; i < 1500; i++) {
          channel.write(ByteBuffer.wrap(chunk));
        }
      } catch (IOException e) {
        // It has closed the connection: what it said can be read still.
      }
      String answer = new String(Channels.newInputStream(channel).readNBytes(300));
      return answer.startsWith("HTTP/1.1 429") && answer.contains("resource_exhausted");
    } catch (IOException e) {
      return false;
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** A daemon each, so that only the time that is meant can run out. */
  @Test
  void dropsRequestsThatDoNotComeToTheirEnd() throws IOException {
    Duration brief = Duration.ofMillis(300);
    Duration ample = Duration.ofSeconds(60);
    try (FakeDaemon strict = new FakeDaemon(limits(brief, ample, ample))) {
      assertEquals("", talk(strict, new byte[0]));
    }
    try (FakeDaemon strict = new FakeDaemon(limits(ample, brief, ample))) {
      String head = talk(strict, "POST /runtime".getBytes());
      assertTrue(head.startsWith("HTTP/1.1 408"), head);
    }
    try (FakeDaemon strict = new FakeDaemon(limits(ample, ample, brief))) {
      String body =
          talk(
              strict,
              ("POST " + VERSION + " HTTP/1.1\r\n" + JSON + "content-length: 9\r\n\r\n{")
                  .getBytes());
      assertTrue(body.startsWith("HTTP/1.1 408") && body.contains("deadline_exceeded"), body);
    }
  }

  private static Limits limits(Duration idle, Duration header, Duration body) {
    return new Limits(1 << 20, 1 << 20, 100, idle, header, body, Duration.ofSeconds(60));
  }

  @Test
  void callsThatWaitDoNotKeepOthersWaiting() throws Exception {
    try (FakeDaemon busy = new FakeDaemon()) {
      CriClient client = CriClient.at(busy.socket());
      String pod = busy.pods().run(PodConfig.of("waits"), "").id();
      String container = busy.pods().createContainer(pod, ContainerConfig.of("c", "image"));
      List<Thread> waiting = new ArrayList<>();
      CountDownLatch ended = new CountDownLatch(200);
      for (int i = 0; i < 100; i++) {
        waiting.add(
            new Thread(
                () -> {
                  client.call(
                      RuntimeService.EXEC_SYNC,
                      ExecSyncRequest.builder()
                          .containerId(container)
                          .cmd(List.of("sleep", "3600"))
                          .build());
                  ended.countDown();
                }));
        waiting.add(
            new Thread(
                () -> {
                  client.call(
                      RuntimeService.STOP_CONTAINER, new StopContainerRequest(container, 3600));
                  ended.countDown();
                }));
      }
      waiting.forEach(Thread::start);
      while (busy.pods().pausing() < waiting.size()) {
        Thread.sleep(20);
      }
      for (int i = 0; i < 20; i++) {
        client.call(RuntimeService.VERSION, new VersionRequest(""), Duration.ofSeconds(30));
        client.call(
            RuntimeService.LIST_POD_SANDBOX,
            ListPodSandboxRequest.builder().build(),
            Duration.ofSeconds(30));
      }
      assertEquals(waiting.size(), busy.pods().pausing());
      busy.pods().wake();
      assertTrue(ended.await(60, TimeUnit.SECONDS), "not all ended");
    }
  }

  @Test
  void hangsUpOnWhoCannotEvenBeToldOfAFailure() {
    String pod = daemon.pods().run(PodConfig.of("speechless"), "").id();
    String container = daemon.pods().createContainer(pod, ContainerConfig.of("c", "image"));
    ExecSyncRequest request =
        ExecSyncRequest.builder()
            .containerId(container)
            .cmd(List.of(FakePods.FAILS_WITHOUT_WORDS))
            .build();
    CriException failure =
        assertThrows(
            CriException.class,
            () ->
                CriClient.at(daemon.socket())
                    .call(RuntimeService.EXEC_SYNC, request, Duration.ofSeconds(100)));
    assertEquals(Code.UNAVAILABLE, failure.code(), failure::getMessage);
  }

  @Test
  void tellsWhoHasNoTimeThatItIsOver() {
    String pod = daemon.pods().run(PodConfig.of("late"), "").id();
    String container = daemon.pods().createContainer(pod, ContainerConfig.of("c", "image"));
    CriException late =
        assertThrows(
            CriException.class,
            () ->
                CriClient.at(daemon.socket())
                    .call(
                        RuntimeService.EXEC_SYNC,
                        ExecSyncRequest.builder()
                            .containerId(container)
                            .cmd(List.of("sleep", "60"))
                            .build(),
                        Duration.ofMillis(500)));
    assertEquals(Code.DEADLINE_EXCEEDED, late.code());
  }

  @Test
  void everyStreamOfEventsHasAllOfThemInOrder() throws Exception {
    CriClient client = CriClient.at(daemon.socket());
    List<CriStream<ContainerEventResponse>> streams = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      streams.add(client.stream(RuntimeService.GET_CONTAINER_EVENTS, GetEventsRequest.INSTANCE));
    }
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String id =
          client
              .call(
                  RuntimeService.RUN_POD_SANDBOX,
                  RunPodSandboxRequest.builder()
                      .config(
                          PodSandboxConfig.builder()
                              .metadata(PodSandboxMetadata.builder().name("event-" + i).build())
                              .build())
                      .build())
              .podSandboxId();
      ids.add(id);
      client.call(RuntimeService.REMOVE_POD_SANDBOX, new RemovePodSandboxRequest(id));
    }
    for (CriStream<ContainerEventResponse> stream : streams) {
      for (String id : ids) {
        for (ContainerEventType type :
            List.of(
                ContainerEventType.CONTAINER_CREATED_EVENT,
                ContainerEventType.CONTAINER_STARTED_EVENT,
                ContainerEventType.CONTAINER_DELETED_EVENT)) {
          ContainerEventResponse event = nextOf(stream, ids);
          assertEquals(id, event.containerId());
          assertEquals(type, event.containerEventType());
        }
      }
      stream.close();
    }
  }

  /** The next event of one of these: other tests make others. */
  private static ContainerEventResponse nextOf(
      CriStream<ContainerEventResponse> stream, List<String> ids) {
    while (true) {
      ContainerEventResponse event = stream.next().orElseThrow();
      if (ids.contains(event.containerId())) {
        return event;
      }
    }
  }

  @Test
  void aReaderThatIsTooSlowLosesItsStreamAndNobodyElseDoes() throws Exception {
    try (FakeDaemon busy = new FakeDaemon();
        SocketChannel slow = connect(busy)) {
      slow.write(
          ByteBuffer.wrap(
              post(
                  "/runtime.v1.RuntimeService/GetContainerEvents",
                  CONNECT,
                  envelope(0, "{}".getBytes()))));
      slow.read(ByteBuffer.allocate(1));
      for (int i = 0; i < 6500; i++) {
        String id = busy.pods().run(PodConfig.of("pod-" + i), "").id();
        busy.pods().remove(id);
      }
      byte[] metrics = "GET /metrics HTTP/1.1\r\nconnection: close\r\n\r\n".getBytes();
      while (!talk(busy, metrics).contains("code=\"resource_exhausted\"")) {
        Thread.sleep(50);
      }
      String rest = new String(Channels.newInputStream(slow).readAllBytes());
      assertTrue(rest.contains("resource_exhausted"), () -> rest.substring(rest.length() - 300));
      assertEquals(
          "davit",
          CriClient.at(busy.socket())
              .call(RuntimeService.VERSION, new VersionRequest(""))
              .runtimeName());
    }
  }

  @Test
  void sendsListsInParts() {
    for (int i = 0; i < 120; i++) {
      daemon.pods().run(PodConfig.of("part-" + i).withLabels(Map.of("part", "yes")), "");
    }
    int parts = 0;
    int items = 0;
    try (var stream =
        CriClient.at(daemon.socket()).stream(
            RuntimeService.STREAM_POD_SANDBOXES,
            StreamPodSandboxesRequest.builder()
                .filter(
                    dev.davit.cri.v1.PodSandboxFilter.builder()
                        .labelSelector(Map.of("part", "yes"))
                        .build())
                .build())) {
      for (var part = stream.next(); part.isPresent(); part = stream.next()) {
        parts++;
        items += part.get().podSandboxes().size();
      }
    }
    assertEquals(120, items);
    assertEquals(3, parts);
  }

  @Test
  void letsOnlyItsOwnerAndRootIn() throws IOException {
    assertEquals(
        "rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.socket())));
  }

  @Test
  void refusesToServeASocketThatIsServed() {
    DaemonOptions options =
        new DaemonOptions(
            daemon.socket(),
            Optional.empty(),
            daemon.directory().resolve("root"),
            daemon.directory().resolve("other-state"),
            "1",
            dev.davit.engine.pod.PodSettings.defaults(),
            Limits.DEFAULT);
    String message =
        assertThrows(
                DaemonException.class, () -> Daemon.open(options, Map.of(), d -> new FakePods()))
            .getMessage();
    assertEquals(
        daemon.socket() + ": another daemon serves it: stop that one, or give another --socket",
        message);
  }
}
