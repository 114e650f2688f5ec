package dev.davit.cri;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The answer to one request of HTTP/1.1 (RFC 9112), read as it comes. */
final class HttpResponse {

  private static final int LINE = 16 * 1024;
  private static final int HEADERS = 100;

  private final InputStream in;
  private final int status;
  private final Map<String, String> headers = new HashMap<>();
  private long left;
  private boolean chunked;
  private boolean ended;

  /** Reads the head. */
  HttpResponse(InputStream in) throws IOException {
    this.in = in;
    String line = line();
    if (!line.matches("HTTP/1\\.[01] [0-9]{3}.*")) {
      throw new IOException("not HTTP: " + line);
    }
    status = Integer.parseInt(line.substring(9, 12));
    for (line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() >= HEADERS) {
        throw new IOException("not a header: " + line);
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    chunked = headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
    left = chunked ? 0 : Long.parseLong(headers.getOrDefault("content-length", "0"));
  }

  int status() {
    return status;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the daemon closed the connection");
      }
      if (line.size() >= LINE) {
        throw new IOException("a line of more than " + LINE + " bytes");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** The whole body. */
  byte[] body() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = read(buffer, 0, buffer.length); n >= 0; n = read(buffer, 0, buffer.length)) {
      body.write(buffer, 0, n);
    }
    return body.toByteArray();
  }

  /** So many bytes of the body. */
  byte[] read(int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      int n = read(bytes, at, length - at);
      if (n < 0) {
        throw new EOFException("the answer ends too early");
      }
      at += n;
    }
    return bytes;
  }

  private int read(byte[] bytes, int offset, int length) throws IOException {
    if (chunked && left == 0 && !ended) {
      nextChunk();
    }
    if (left == 0) {
      return -1;
    }
    int n = in.read(bytes, offset, (int) Math.min(length, left));
    if (n < 0) {
      throw new EOFException("the answer ends too early");
    }
    left -= n;
    if (chunked && left == 0) {
      line();
    }
    return n;
  }

  private void nextChunk() throws IOException {
    String size = line().replaceAll(";.*", "").trim();
    if (!size.matches("[0-9a-fA-F]{1,8}")) {
      throw new IOException("not the size of a chunk: " + size);
    }
    left = Long.parseLong(size, 16);
    ended = left == 0;
  }
}
