package dev.davit.image.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/**
 * An HTTP proxy of a company (RFC 9110, 7.2 and 9.3.6): requests with a whole address, and tunnels.
 * Whatever host is asked for is a port of this machine, as there is no other here. One request per
 * connection.
 */
final class ForwardProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final String login;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  /**
   * Starts it.
   *
   * @param login {@code user:password} that it wants, or empty
   */
  ForwardProxy(int target, String login) {
    this.target = target;
    this.login = login;
    try {
      server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "forward-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** The first lines of all requests that it let through. */
  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket registry = new Socket(InetAddress.getLoopbackAddress(), target)) {
      InputStream in = client.getInputStream();
      String head = head(in);
      if (head.isEmpty()) {
        return;
      }
      OutputStream out = client.getOutputStream();
      if (!login.isEmpty() && !head.contains("Proxy-Authorization: Basic " + encoded() + "\r\n")) {
        out.write(
            ascii(
                "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"test\"\r\n"
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n"));
        return;
      }
      String line = head.substring(0, head.indexOf("\r\n"));
      lines.add(line);
      String[] words = line.split(" ");
      if (words[0].equals("CONNECT")) {
        out.write(ascii("HTTP/1.1 200 Connected\r\n\r\n"));
      } else {
        URI uri = URI.create(words[1]);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String first = words[0] + " " + uri.getRawPath() + query + " HTTP/1.1";
        String rest = head.substring(line.length()).replaceAll("(?i)\r\nconnection:[^\r]*", "");
        registry
            .getOutputStream()
            .write(ascii(first + rest.replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n")));
      }
      daemon(() -> copy(in, registry));
      copy(registry.getInputStream(), client);
    } catch (IOException e) {
      // One of the two ends went; the other sees it.
    }
  }

  private String encoded() {
    return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void copy(InputStream from, Socket to) {
    try {
      from.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // As above.
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      bytes.write(c);
      String text = c == '\n' ? bytes.toString(StandardCharsets.ISO_8859_1) : "";
      if (text.endsWith("\r\n\r\n")) {
        return text;
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
