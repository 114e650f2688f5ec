package dev.davit.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pull whose classes the launcher puts into its archive: of the first image of an OCI layout,
 * from a registry that this program is itself. Nobody else calls it.
 */
public final class SamplePull {

  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

  private final Path layout;

  private SamplePull(Path layout) {
    this.layout = layout;
  }

  /**
   * Runs {@code davit OPTION... pull NAME} and ends the virtual machine with its exit code.
   *
   * @param args the directory of the layout, and the words before {@code pull}
   */
  public static void main(String[] args) throws IOException {
    HttpServer server = serve(Path.of(args[0]));
    String[] words = new String[args.length + 1];
    System.arraycopy(args, 1, words, 0, args.length - 1);
    words[args.length - 1] = "pull";
    words[args.length] = "localhost:" + server.getAddress().getPort() + "/sample:1";
    Main.main(words);
  }

  /** Serves every tag of every repository as the first image of a layout. */
  static HttpServer serve(Path layout) throws IOException {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(free, 0);
    SamplePull sample = new SamplePull(layout);
    server.createContext("/", sample::answer);
    server.start();
    return server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Matcher digest = DIGEST.matcher(path);
      if (!digest.find() && path.contains("/manifests/")) {
        digest = DIGEST.matcher(Files.readString(layout.resolve("index.json")));
        digest.find();
      }
      byte[] body = Files.readAllBytes(layout.resolve("blobs/sha256/" + digest.group(1)));
      if (path.contains("/manifests/")) {
        exchange.getResponseHeaders().set("Content-Type", type(body));
      }
      exchange.sendResponseHeaders(200, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private static String type(byte[] manifest) {
    Matcher type =
        Pattern.compile("\"mediaType\"\\s*:\\s*\"([^\"]*manifest[^\"]*)\"")
            .matcher(new String(manifest, StandardCharsets.UTF_8));
    return type.find() ? type.group(1) : "application/vnd.oci.image.manifest.v1+json";
  }
}
