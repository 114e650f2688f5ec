package dev.davit.runtime.dbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Target TARGET = new Target("a.b", "/a/b", "a.b.C");

  @TempDir Path temp;

  /** Talks to one client. */
  private interface Peer {
    void talk(InputStream in, OutputStream out) throws IOException;
  }

  private CompletableFuture<Void> listen(Path socket, Peer peer) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    return CompletableFuture.runAsync(
        () -> {
          try (server;
              SocketChannel client = server.accept()) {
            peer.talk(Channels.newInputStream(client), Channels.newOutputStream(client));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        talking -> new Thread(talking).start());
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static void authenticate(InputStream in, OutputStream out) throws IOException {
    assertEquals("\0AUTH EXTERNAL 31303030", line(in));
    out.write("OK 1234deadbeef\r\n".getBytes(StandardCharsets.US_ASCII));
    assertEquals("BEGIN", line(in));
  }

  private static Message receive(InputStream in) throws IOException {
    byte[] start = in.readNBytes(Message.FIXED);
    byte[] whole = Arrays.copyOf(start, Message.length(start));
    in.readNBytes(whole, start.length, whole.length - start.length);
    return Message.parse(whole);
  }

  private static Message answer(int type, Message to, String field, List<Object> body) {
    return new Message(
        type,
        9,
        Map.of(
            Message.REPLY_SERIAL,
            new Variant("u", to.serial()),
            Message.SIGNATURE,
            new Variant("g", "s"),
            Message.ERROR_NAME,
            new Variant("s", field)),
        body);
  }

  private static Message signal(String member, String value) {
    return new Message(
        Message.SIGNAL,
        8,
        Map.of(Message.MEMBER, new Variant("s", member), Message.SIGNATURE, new Variant("g", "s")),
        List.of(value));
  }

  @Test
  void keepsSignalsThatComeBeforeTheAnswer() throws Exception {
    Path socket = temp.resolve("socket");
    CompletableFuture<Void> peer =
        listen(
            socket,
            (in, out) -> {
              authenticate(in, out);
              Message call = receive(in);
              assertEquals("Start", call.text(Message.MEMBER));
              assertEquals(List.of("unit"), call.body());
              out.write(signal("Other", "job").bytes());
              out.write(signal("Removed", "another").bytes());
              out.write(signal("Removed", "job").bytes());
              out.write(answer(Message.RETURN, call, "", List.of("job")).bytes());
              in.read();
            });
    try (Connection connection = Connection.toPeer(socket, 1000, LIMIT)) {
      assertEquals(List.of("job"), connection.call(TARGET, "Start", "s", "unit"));
      assertEquals(
          List.of("job"), connection.await("Removed", values -> values.get(0).equals("job")));
    }
    peer.get();
  }

  @Test
  void tellsTheErrorThatThePeerAnswersBy() throws Exception {
    Path socket = temp.resolve("socket");
    listen(
        socket,
        (in, out) -> {
          authenticate(in, out);
          out.write(
              answer(Message.ERROR, receive(in), "a.b.NoSuchUnit", List.of("not loaded")).bytes());
          in.read();
        });
    try (Connection connection = Connection.toPeer(socket, 1000, LIMIT)) {
      DbusException e =
          assertThrows(DbusException.class, () -> connection.call(TARGET, "Stop", "s", "unit"));
      assertEquals("a.b.NoSuchUnit", e.name());
      assertEquals("a.b.NoSuchUnit (not loaded)", e.getMessage());
    }
  }

  @Test
  void saysWhenThePeerHangsUpOrSaysNothing() throws Exception {
    Path closing = temp.resolve("closing");
    listen(closing, ConnectionTest::authenticate);
    try (Connection connection = Connection.toPeer(closing, 1000, LIMIT)) {
      assertThrows(IOException.class, () -> connection.call(TARGET, "Stop", "s", "unit"));
    }
    Path silent = temp.resolve("silent");
    listen(silent, (in, out) -> in.readAllBytes());
    DbusException e =
        assertThrows(
            DbusException.class, () -> Connection.toPeer(silent, 1000, Duration.ofMillis(200)));
    assertTrue(e.getMessage().endsWith("no answer in time"), e.getMessage());
  }

  @Test
  void saysWhenThePeerDoesNotWantUs() throws Exception {
    Path socket = temp.resolve("socket");
    listen(
        socket,
        (in, out) -> {
          line(in);
          out.write("REJECTED EXTERNAL\r\n".getBytes(StandardCharsets.US_ASCII));
          in.read();
        });
    DbusException e =
        assertThrows(DbusException.class, () -> Connection.toPeer(socket, 1000, LIMIT));
    assertTrue(e.getMessage().contains("REJECTED"), e.getMessage());
  }
}
