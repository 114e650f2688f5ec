package dev.davit.image.registry;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.Tools;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsProbeTest {

  private static final Duration AMPLE = Duration.ofSeconds(60);
  private static final Duration BRIEF = Duration.ofMillis(500);

  @TempDir Path directory;

  private static boolean isPlain(int port, Duration patience) {
    return TlsProbe.isPlain(URI.create("https://127.0.0.1:" + port), patience);
  }

  @Test
  void knowsAServerOfPlainHttp() {
    Tools.needRoot();
    try (TestRegistry server = TestRegistry.plain(directory)) {
      assertTrue(isPlain(server.port(), AMPLE));
    }
  }

  @Test
  void knowsAServerOfTls() throws Exception {
    Tools.needRoot();
    TestCertificate.make(directory, "localhost");
    try (TestRegistry server = TestRegistry.tls(directory)) {
      assertFalse(isPlain(server.port(), AMPLE));
    }
  }

  @Test
  void isNotSureOfWhoSaysNothing() throws Exception {
    int closed;
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertFalse(isPlain(silent.getLocalPort(), BRIEF));
      closed = silent.getLocalPort();
    }
    assertFalse(isPlain(closed, AMPLE));
  }
}
