package dev.davit.image.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.davit.oci.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What distribution-spec 1.1 says and docker-registry 2.8 does not do: an upload that was cut in
 * the middle of a piece goes on there, and referrers are listed, by type and in pages.
 */
final class SpecRegistry implements AutoCloseable {

  private final HttpServer server;
  private final ByteArrayOutputStream upload = new ByteArrayOutputStream();
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> referrers = new ArrayList<>();

  SpecRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v2/", this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String domain() {
    return "localhost:" + port();
  }

  /** Method, path, query and range of all requests. */
  List<String> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** A blob that came. */
  byte[] blob(Digest digest) {
    return blobs.get(digest.toString());
  }

  /** Adds something that refers to whatever is asked about; pages have one each. */
  void referrer(String artifactType, Digest digest) {
    referrers.add(
        "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"size\":7,\"digest\":\"%s\",\"artifactType\":\"%s\"}"
            .formatted(digest, artifactType));
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Content-Range");
      String path = exchange.getRequestURI().getPath();
      requests.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + (range == null ? "" : " " + range));
      if (path.contains("/referrers/")) {
        referrers(exchange);
      } else {
        upload(exchange, range);
      }
    }
  }

  private void referrers(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    boolean first = query == null || !query.contains("page=");
    int page = first ? 0 : Integer.parseInt(query.replaceFirst(".*page=", ""));
    if (page + 1 < referrers.size()) {
      exchange
          .getResponseHeaders()
          .set(
              "Link",
              "<%s?page=%d>; rel=\"next\"".formatted(exchange.getRequestURI().getPath(), page + 1));
    }
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.oci.image.index.v1+json");
    String one = referrers.isEmpty() ? "" : referrers.get(page);
    answer(
        exchange,
        200,
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[%s]}"
            .formatted(one));
  }

  private void upload(HttpExchange exchange, String range) throws IOException {
    exchange.getResponseHeaders().set("Location", "/v2/up/" + requests.size());
    switch (exchange.getRequestMethod()) {
      case "POST" -> {
        upload.reset();
        answer(exchange, 202, "");
      }
      case "GET" -> {
        exchange.getResponseHeaders().set("Range", "0-" + Math.max(0, upload.size() - 1));
        answer(exchange, 204, "");
      }
      case "PATCH" -> {
        if (!range.startsWith(upload.size() + "-")) {
          answer(exchange, 416, "");
          return;
        }
        take(exchange.getRequestBody());
        answer(exchange, 202, "");
      }
      default -> {
        take(exchange.getRequestBody());
        String digest = exchange.getRequestURI().getQuery().replaceFirst("digest=", "");
        blobs.put(digest, upload.toByteArray());
        answer(exchange, 201, "");
      }
    }
  }

  /** What came before a cut stays. */
  private void take(InputStream body) throws IOException {
    byte[] buffer = new byte[1 << 12];
    for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
      upload.write(buffer, 0, n);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
