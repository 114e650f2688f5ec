package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplePullTest {

  private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

  @TempDir Path layout;

  @Test
  void servesTheFirstImageOfALayout() throws Exception {
    String digest = "sha256:" + "a".repeat(64);
    String manifest = "{\"mediaType\":\"" + TYPE + "\"}";
    Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
    Files.writeString(blobs.resolve("a".repeat(64)), manifest);
    Files.writeString(layout.resolve("index.json"), "{\"digest\":\"" + digest + "\"}");
    HttpServer server = SamplePull.serve(layout);
    try {
      String at = "http://localhost:" + server.getAddress().getPort() + "/v2/sample/";
      HttpResponse<String> tagged = get(at + "manifests/1");
      assertEquals(manifest, tagged.body());
      assertEquals(TYPE, tagged.headers().firstValue("Content-Type").orElseThrow());
      assertEquals(manifest, get(at + "blobs/" + digest).body());
    } finally {
      server.stop(0);
    }
  }

  private static HttpResponse<String> get(String uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
  }
}
