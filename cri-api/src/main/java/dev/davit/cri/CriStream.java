package dev.davit.cri;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The answers of a streaming call, as they come. To be read by one thread; any thread may close it,
 * which ends the call.
 *
 * @param <R> one answer
 */
public final class CriStream<R extends Record> implements AutoCloseable {

  private static final int PREFIX = 5;
  private static final int END_STREAM = 2;
  private static final int LARGEST = 64 << 20;

  private final InputStream socket;
  private final HttpResponse response;
  private final Class<R> type;
  private boolean ended;

  CriStream(InputStream socket, HttpResponse response, Class<R> type) {
    this.socket = socket;
    this.response = response;
    this.type = type;
  }

  /**
   * The next answer; waits for it.
   *
   * @return empty at the end of the stream
   * @throws CriException if the call failed, or the daemon is gone
   */
  public Optional<R> next() {
    if (ended) {
      return Optional.empty();
    }
    try {
      ByteBuffer prefix = ByteBuffer.wrap(response.read(PREFIX));
      int flags = prefix.get();
      int length = prefix.getInt();
      if (length < 0 || length > LARGEST || (flags & ~END_STREAM) != 0) {
        throw new IOException("not an envelope: flags " + flags + ", length " + length);
      }
      byte[] message = response.read(length);
      if (flags != END_STREAM) {
        return Optional.of(ProtoJson.read(type, message));
      }
      ended = true;
      JsonObject end =
          JsonParser.parseString(new String(message, StandardCharsets.UTF_8)).getAsJsonObject();
      if (end.has("error")) {
        throw CriClient.failure(end.getAsJsonObject("error"));
      }
      return Optional.empty();
    } catch (IOException | JsonParseException | IllegalStateException e) {
      ended = true;
      throw new CriException(Code.UNAVAILABLE, "stream: " + e.getMessage(), e);
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
