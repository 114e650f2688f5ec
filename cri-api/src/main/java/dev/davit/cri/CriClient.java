package dev.davit.cri;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls a daemon on its Unix socket: the plug of an orchestrator.
 *
 * <pre>{@code
 * CriClient davit = CriClient.at(Path.of("/run/davit/davit.sock"));
 * VersionResponse version = davit.call(RuntimeService.VERSION, VersionRequest.builder().build());
 * }</pre>
 *
 * <p>It holds nothing open between calls and is safe for use by many threads.
 */
public final class CriClient {

  private final Path socket;

  private CriClient(Path socket) {
    this.socket = socket;
  }

  /** A client of the daemon that serves this socket; nothing is connected yet. */
  public static CriClient at(Path socket) {
    return new CriClient(socket);
  }

  /**
   * Calls, and waits for the answer however long it takes.
   *
   * @throws CriException if it failed, or there is no daemon ({@code UNAVAILABLE})
   */
  public <Q extends Record, R extends Record> R call(Rpc<Q, R> rpc, Q request) {
    return call(rpc, request, Optional.empty());
  }

  /**
   * Calls, and waits for the answer for some time; the daemon is told how long.
   *
   * @throws CriException if it failed, there is no daemon, or the time is over ({@code
   *     DEADLINE_EXCEEDED})
   */
  public <Q extends Record, R extends Record> R call(Rpc<Q, R> rpc, Q request, Duration timeout) {
    return call(rpc, request, Optional.of(timeout));
  }

  private <Q extends Record, R extends Record> R call(
      Rpc<Q, R> rpc, Q request, Optional<Duration> timeout) {
    try (SocketInput in = connect(timeout)) {
      HttpResponse response =
          exchange(in, rpc, "application/json", ProtoJson.bytes(request), timeout);
      byte[] body = response.body();
      if (response.status() != 200) {
        throw failure(response.status(), body);
      }
      return ProtoJson.read(rpc.response(), body);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /**
   * Calls, and gives the answers as they come.
   *
   * @throws CriException if there is no daemon, or it does not serve this call
   */
  public <Q extends Record, R extends Record> CriStream<R> stream(Rpc<Q, R> rpc, Q request) {
    SocketInput in = null;
    try {
      in = connect(Optional.empty());
      byte[] message = ProtoJson.bytes(request);
      byte[] body = new byte[5 + message.length];
      ByteBuffer.wrap(body).put((byte) 0).putInt(message.length).put(message);
      HttpResponse response = exchange(in, rpc, "application/connect+json", body, Optional.empty());
      if (response.status() != 200) {
        throw failure(response.status(), response.body());
      }
      return new CriStream<>(in, response, rpc.response());
    } catch (IOException e) {
      close(in);
      throw unavailable(e);
    } catch (RuntimeException e) {
      close(in);
      throw e;
    }
  }

  private static void close(SocketInput in) {
    try {
      if (in != null) {
        in.close();
      }
    } catch (IOException e) {
      // What went wrong before is said.
    }
  }

  private SocketInput connect(Optional<Duration> timeout) throws IOException {
    return new SocketInput(SocketChannel.open(UnixDomainSocketAddress.of(socket)), timeout);
  }

  private static HttpResponse exchange(
      SocketInput in, Rpc<?, ?> rpc, String type, byte[] body, Optional<Duration> timeout)
      throws IOException {
    String head =
        "POST "
            + rpc.path()
            + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nconnect-protocol-version: 1\r\n"
            + "content-type: "
            + type
            + "\r\ncontent-length: "
            + body.length
            + "\r\n"
            + timeout.map(t -> "connect-timeout-ms: " + t.toMillis() + "\r\n").orElse("")
            + "\r\n";
    in.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
    in.write(ByteBuffer.wrap(body));
    return new HttpResponse(in);
  }

  private CriException unavailable(IOException e) {
    return e instanceof SocketTimeoutException
        ? new CriException(Code.DEADLINE_EXCEEDED, socket + ": " + e.getMessage(), e)
        : new CriException(Code.UNAVAILABLE, socket + ": " + e.getMessage(), e);
  }

  private static CriException failure(int status, byte[] body) {
    try {
      return failure(
          JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException e) {
      return new CriException(Code.ofStatus(status), "HTTP " + status);
    }
  }

  static CriException failure(JsonObject error) {
    JsonElement code = error.get("code");
    JsonElement message = error.get("message");
    return new CriException(
        code == null ? Code.UNKNOWN : Code.of(code.getAsString()).orElse(Code.UNKNOWN),
        message == null ? "" : message.getAsString());
  }
}
