package dev.davit.cri;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The streams behind the URL that {@code Exec}, {@code Attach} and {@code PortForward} give: a
 * WebSocket (RFC 6455) that speaks {@code v5.channel.k8s.io}, in which the first byte of a message
 * is the number of its channel. One thread may receive while others send; any may close it.
 *
 * <pre>{@code
 * String url = davit.call(RuntimeService.EXEC, request).url();
 * try (CriChannels channels = CriChannels.open(url)) {
 *   for (var m = channels.receive(); m.isPresent(); m = channels.receive()) { … }
 * }
 * }</pre>
 */
public final class CriChannels implements AutoCloseable {

  /** The input of a command. */
  public static final int STDIN = 0;

  /** The output of a command, or of its terminal. */
  public static final int STDOUT = 1;

  /** The errors of a command. */
  public static final int STDERR = 2;

  /** How a command has ended, as a Status of Kubernetes (meta/v1). */
  public static final int VERDICT = 3;

  /** The size of a terminal, as {@code {"Width":80,"Height":24}}. */
  public static final int RESIZE = 4;

  private static final String PROTOCOL = "v5.channel.k8s.io";
  private static final String SCHEME = "ws+unix://";
  private static final int END = 255;
  private static final int LARGEST = 16 << 20;
  private static final int LONGEST_SENT = 32 * 1024;

  /** Frames of RFC 6455, section 5.2. */
  private static final int FINAL = 0x80;

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /**
   * What came on a channel.
   *
   * @param channel its number
   * @param data the bytes; none at the end of the channel
   */
  public record Message(int channel, Optional<byte[]> data) {}

  private final SocketChannel socket;
  private final ChannelInput in;

  private CriChannels(SocketChannel socket) {
    this.socket = socket;
    this.in = new ChannelInput(socket);
  }

  /**
   * Connects.
   *
   * @param url such as {@code ws+unix:///run/davit/davit.sock:/exec/TOKEN}; good once
   * @throws CriException if it is refused, or there is no daemon ({@code UNAVAILABLE})
   */
  public static CriChannels open(String url) {
    int colon = url.lastIndexOf(":/");
    if (!url.startsWith(SCHEME) || colon <= SCHEME.length()) {
      throw new CriException(
          Code.INVALID_ARGUMENT, url + ": not of the form ws+unix://SOCKET:/PATH");
    }
    Path path = Path.of(url.substring(SCHEME.length(), colon));
    CriChannels channels = null;
    try {
      channels = new CriChannels(SocketChannel.open(UnixDomainSocketAddress.of(path)));
      channels.shake(url.substring(colon + 1));
      return channels;
    } catch (IOException e) {
      close(channels);
      throw new CriException(Code.UNAVAILABLE, path + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      close(channels);
      throw e;
    }
  }

  private static void close(CriChannels channels) {
    if (channels != null) {
      channels.close();
    }
  }

  private void shake(String path) throws IOException {
    byte[] nonce = new byte[16];
    ThreadLocalRandom.current().nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    String head =
        "GET "
            + path
            + " HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
            + "sec-websocket-version: 13\r\nsec-websocket-protocol: "
            + PROTOCOL
            + "\r\nsec-websocket-key: "
            + key
            + "\r\n\r\n";
    write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
    HttpResponse response = new HttpResponse(in);
    if (response.status() != 101) {
      throw new CriException(
          Code.ofStatus(response.status()),
          new String(response.body(), StandardCharsets.UTF_8).strip());
    }
    if (!accept(key).equals(response.header("sec-websocket-accept"))
        || !PROTOCOL.equals(response.header("sec-websocket-protocol"))) {
      throw new IOException("not a WebSocket of " + PROTOCOL);
    }
  }

  /** RFC 6455, section 4.2.2. */
  private static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder()
          .encodeToString(
              sha1.digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JDK has SHA-1", e);
    }
  }

  /**
   * The next message; waits for it.
   *
   * @return empty at the end
   * @throws CriException if the connection breaks
   */
  public Optional<Message> receive() {
    try {
      while (true) {
        byte[] message = message();
        if (message == null) {
          return Optional.empty();
        }
        if (message.length == 0) {
          continue;
        }
        int number = message[0] & 0xff;
        if (number == END && message.length == 2) {
          return Optional.of(new Message(message[1] & 0xff, Optional.empty()));
        }
        byte[] data = new byte[message.length - 1];
        System.arraycopy(message, 1, data, 0, data.length);
        return Optional.of(new Message(number, Optional.of(data)));
      }
    } catch (IOException e) {
      throw new CriException(Code.UNAVAILABLE, "stream: " + e.getMessage(), e);
    }
  }

  /** A whole message of data, or null when the other side has closed. */
  private byte[] message() throws IOException {
    byte[] whole = new byte[0];
    while (true) {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      byte[] data = in.exactly(length(in.exactly(1)[0]));
      switch (first & 0x0f) {
        case CONTINUATION, TEXT, BINARY -> {
          whole = whole.length == 0 ? data : joined(whole, data);
          if ((first & FINAL) != 0) {
            return whole;
          }
        }
        case CLOSE -> {
          return null;
        }
        case PING -> frame(PONG, data);
        case PONG -> {}
        default -> throw new IOException("unknown kind of frame: " + (first & 0x0f));
      }
    }
  }

  private static byte[] joined(byte[] a, byte[] b) throws IOException {
    if (a.length + b.length > LARGEST) {
      throw new IOException("a message of more than " + LARGEST + " bytes");
    }
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  private int length(int second) throws IOException {
    if ((second & 0x80) != 0) {
      throw new IOException("a masked frame from a server");
    }
    long length =
        switch (second) {
          case 126 -> ByteBuffer.wrap(in.exactly(2)).getShort() & 0xffff;
          case 127 -> ByteBuffer.wrap(in.exactly(8)).getLong();
          default -> second;
        };
    if (length < 0 || length > LARGEST) {
      throw new IOException("a frame of " + length + " bytes");
    }
    return (int) length;
  }

  /**
   * Sends on a channel.
   *
   * @throws CriException if the connection is broken
   */
  public void send(int number, byte[] data, int length) {
    for (int at = 0; at < length; at += LONGEST_SENT) {
      int n = Math.min(LONGEST_SENT, length - at);
      byte[] message = new byte[n + 1];
      message[0] = (byte) number;
      System.arraycopy(data, at, message, 1, n);
      frame(BINARY, message);
    }
  }

  /** Says that nothing more comes on a channel. */
  public void end(int number) {
    frame(BINARY, new byte[] {(byte) END, (byte) number});
  }

  /** Says how large the terminal is. */
  public void resize(int rows, int columns) {
    byte[] size =
        ("{\"Width\":" + columns + ",\"Height\":" + rows + "}").getBytes(StandardCharsets.UTF_8);
    send(RESIZE, size, size.length);
  }

  /** A frame of a client is masked (RFC 6455, section 5.3). */
  private synchronized void frame(int kind, byte[] data) {
    ByteBuffer frame = ByteBuffer.allocate(data.length + 14);
    frame.put((byte) (FINAL | kind));
    if (data.length < 126) {
      frame.put((byte) (0x80 | data.length));
    } else if (data.length < 1 << 16) {
      frame.put((byte) (0x80 | 126)).putShort((short) data.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(data.length);
    }
    byte[] mask = new byte[4];
    ThreadLocalRandom.current().nextBytes(mask);
    frame.put(mask);
    for (int i = 0; i < data.length; i++) {
      frame.put((byte) (data[i] ^ mask[i & 3]));
    }
    try {
      write(frame.flip());
    } catch (IOException e) {
      throw new CriException(Code.UNAVAILABLE, "stream: " + e.getMessage(), e);
    }
  }

  private void write(ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      socket.write(data);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more in any case.
    }
  }
}
