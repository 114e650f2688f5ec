package dev.davit.image.registry;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Stands between a client and a registry, passes on what it is asked, and misbehaves where a test
 * wants it to. One request per connection, so that nothing hides in a connection kept open.
 */
final class FaultProxy implements AutoCloseable {

  /** What to do to one request. */
  sealed interface Fault {
    /** Answer with this status and header instead of asking the registry. */
    record Answer(int status, String header) implements Fault {}

    /** Cut the connection after so many bytes of the body. */
    record Cut(long afterBytes) implements Fault {}

    /** Cut the connections after so many bytes of the request's own body. */
    record CutRequest(long afterBytes) implements Fault {}

    /** Turn a bit of the body at this byte. */
    record Damage(long atByte) implements Fault {}

    /** Send so many bytes of the body, then nothing for ever. */
    record Stall(long afterBytes) implements Fault {}

    /** Hand on the request without its Range. */
    record NoRanges() implements Fault {}
  }

  /** A request as it came. */
  record Request(String method, String path, List<String> headers) {
    String header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(start))
          .map(h -> h.substring(start.length()).strip())
          .findFirst()
          .orElse("");
    }

    boolean isBlob(String hex) {
      return method.equals("GET") && path.contains("/blobs/sha256:" + hex);
    }

    boolean isBlob() {
      return method.equals("GET") && path.contains("/blobs/");
    }
  }

  private final ServerSocket server;
  private final int target;
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());
  private volatile Function<Request, Optional<Fault>> faults = request -> Optional.empty();
  private long bodyBytes;

  FaultProxy(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** Says what goes wrong; asked for every request. */
  FaultProxy with(Function<Request, Optional<Fault>> wanted) {
    faults = wanted;
    return this;
  }

  String domain() {
    return "localhost:" + server.getLocalPort();
  }

  /** All requests that came. */
  List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Requests for blobs. */
  long blobRequests() {
    return requests().stream().filter(Request::isBlob).count();
  }

  /** Bytes of bodies that were handed on. */
  synchronized long bodyBytes() {
    return bodyBytes;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        daemon(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      List<String> head = head(in);
      if (head.isEmpty()) {
        return;
      }
      String[] words = head.get(0).split(" ");
      if (words.length < 3) {
        // Somebody tries TLS first.
        return;
      }
      Request request = new Request(words[0], words[1], List.copyOf(head.subList(1, head.size())));
      requests.add(request);
      Optional<Fault> fault = faults.apply(request);
      if (fault.isPresent() && fault.get() instanceof Fault.Answer answer) {
        copyBody(request, in, OutputStream.nullOutputStream(), Long.MAX_VALUE);
        client
            .getOutputStream()
            .write(
                ("HTTP/1.1 %d Fault\r\n%sContent-Length: 0\r\nConnection: close\r\n\r\n"
                        .formatted(
                            answer.status(),
                            answer.header().isEmpty() ? "" : answer.header() + "\r\n"))
                    .getBytes(StandardCharsets.US_ASCII));
        return;
      }
      try (Socket registry = new Socket(InetAddress.getLoopbackAddress(), target)) {
        open.add(registry);
        forward(request, head.get(0), in, registry, client, fault.orElse(null));
      }
    } catch (IOException e) {
      // One of the two ends went; the other sees it.
    }
  }

  private static List<String> head(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      bytes.write(c);
      String text = c == '\n' ? bytes.toString(StandardCharsets.ISO_8859_1) : "";
      if (text.endsWith("\r\n\r\n")) {
        return List.of(text.strip().split("\r\n"));
      }
      if (bytes.size() == 1 && c == 0x16) {
        return List.of();
      }
    }
    return List.of();
  }

  private void forward(
      Request request, String line, InputStream in, Socket registry, Socket client, Fault fault)
      throws IOException {
    StringBuilder head = new StringBuilder(line).append("\r\n");
    for (String header : request.headers()) {
      String lower = header.toLowerCase(Locale.ROOT);
      boolean dropped =
          lower.startsWith("connection:")
              || fault instanceof Fault.NoRanges && lower.startsWith("range:");
      head.append(dropped ? "" : header + "\r\n");
    }
    OutputStream out = registry.getOutputStream();
    out.write(
        head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    long most = fault instanceof Fault.CutRequest cut ? cut.afterBytes() : Long.MAX_VALUE;
    if (!copyBody(request, in, out, most)) {
      return;
    }
    out.flush();
    answer(new BufferedInputStream(registry.getInputStream()), client, fault);
  }

  /** Hands on a request's body, or as much as shall be; tells whether that was all. */
  private static boolean copyBody(Request request, InputStream in, OutputStream out, long most)
      throws IOException {
    String length = request.header("Content-Length");
    long left = length.isEmpty() ? 0 : Long.parseLong(length);
    long allowed = most;
    byte[] buffer = new byte[1 << 14];
    while (left > 0 && allowed > 0) {
      int n = in.read(buffer, 0, (int) Math.min(Math.min(left, allowed), buffer.length));
      if (n < 0) {
        return false;
      }
      out.write(buffer, 0, n);
      left -= n;
      allowed -= n;
    }
    return left == 0;
  }

  private void answer(InputStream from, Socket client, Fault fault) throws IOException {
    List<String> head = head(from);
    OutputStream to = client.getOutputStream();
    StringBuilder text = new StringBuilder();
    for (String line : head) {
      text.append(line.toLowerCase(Locale.ROOT).startsWith("connection:") ? "" : line + "\r\n");
    }
    to.write(
        text.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    byte[] buffer = new byte[1 << 14];
    long sent = 0;
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      if (fault instanceof Fault.Damage damage
          && damage.atByte() >= sent
          && damage.atByte() < sent + n) {
        buffer[(int) (damage.atByte() - sent)] ^= 1;
      }
      long most = fault instanceof Fault.Cut cut ? cut.afterBytes() : Long.MAX_VALUE;
      most = fault instanceof Fault.Stall stall ? stall.afterBytes() : most;
      int now = (int) Math.min(n, most - sent);
      to.write(buffer, 0, now);
      to.flush();
      sent += now;
      count(now);
      if (now < n) {
        if (fault instanceof Fault.Stall) {
          client.getInputStream().read();
        }
        return;
      }
    }
  }

  private synchronized void count(int n) {
    bodyBytes += n;
  }

  /** Cuts all connections. */
  void drop() throws IOException {
    synchronized (open) {
      for (Socket socket : open) {
        socket.close();
      }
      open.clear();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    drop();
  }
}
