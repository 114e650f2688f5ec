package dev.davit.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Finds out whether a host speaks plain HTTP where nobody said so, by one packet: a whole client of
 * TLS costs a new JVM half a second of processor time before it fails.
 *
 * <p>The packet is a ClientHello (RFC 5246, section 7.4.1.2) whose random bytes are line ends. A
 * server of TLS answers it with a record, which begins with a number below 32; one of HTTP sees a
 * line that is no request, and says so in text. Any other answer means nothing.
 */
final class TlsProbe {

  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int TLS_1_2 = 0x0303;
  private static final short[] SUITES = {
    0x1301, 0x1302, (short) 0xc02b, (short) 0xc02f, (short) 0xc030, 0x009c, 0x002f
  };
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private TlsProbe() {}

  /** True if it is sure that the host of an address does not speak TLS. */
  static boolean isPlain(URI address, Duration connect) {
    int port = address.getPort() < 0 ? 443 : address.getPort();
    String host = address.getHost().replaceAll("[\\[\\]]", "");
    try (Socket socket = new Socket()) {
      Duration patience = connect.compareTo(LONGEST) < 0 ? connect : LONGEST;
      socket.setSoTimeout((int) patience.toMillis());
      socket.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
      socket.getOutputStream().write(hello());
      InputStream answer = socket.getInputStream();
      return new String(answer.readNBytes(5), java.nio.charset.StandardCharsets.US_ASCII)
          .equals("HTTP/");
    } catch (IOException e) {
      // Whoever asks in earnest is told what is wrong.
      return false;
    }
  }

  private static byte[] hello() {
    int body = 2 + 32 + 1 + 2 + 2 * SUITES.length + 2;
    ByteBuffer hello = ByteBuffer.allocate(5 + 4 + body);
    hello.put((byte) HANDSHAKE).putShort((short) 0x0301).putShort((short) (4 + body));
    hello.putInt(CLIENT_HELLO << 24 | body).putShort((short) TLS_1_2);
    for (int i = 0; i < 16; i++) {
      hello.put((byte) '\r').put((byte) '\n');
    }
    hello.put((byte) 0).putShort((short) (2 * SUITES.length));
    for (short suite : SUITES) {
      hello.putShort(suite);
    }
    return hello.put((byte) 1).put((byte) 0).array();
  }
}
