package dev.davit.daemon.connect;

import com.google.gson.stream.JsonWriter;
import dev.davit.cri.CriException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The answers of the protocol as HTTP responses. */
final class Answers {

  static final String JSON = "application/json";
  static final String STREAM = "application/connect+json";

  /** The flag of the envelope that ends a stream. */
  private static final int END_STREAM = 2;

  private Answers() {}

  /** A whole response. */
  static FullHttpResponse response(int status, String contentType, byte[] body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    return response;
  }

  /** A failure of a unary call, with the status of its code. */
  static FullHttpResponse failure(CriException failure) {
    return response(failure.code().status(), JSON, error(failure));
  }

  /** A failure with another status than that of its code. */
  static FullHttpResponse failure(int status, CriException failure) {
    return response(status, JSON, error(failure));
  }

  /** An answer within a stream. */
  static ByteBuf envelope(byte[] message) {
    return envelope(0, message);
  }

  /** The end of a stream. */
  static ByteBuf end(CriException failure) {
    byte[] message =
        failure == null
            ? "{}".getBytes(StandardCharsets.UTF_8)
            : ("{\"error\":" + new String(error(failure), StandardCharsets.UTF_8) + "}")
                .getBytes(StandardCharsets.UTF_8);
    return envelope(END_STREAM, message);
  }

  private static ByteBuf envelope(int flags, byte[] message) {
    ByteBuf prefix = Unpooled.buffer(5, 5);
    prefix.writeByte(flags);
    prefix.writeInt(message.length);
    return Unpooled.wrappedBuffer(prefix, Unpooled.wrappedBuffer(message));
  }

  private static byte[] error(CriException failure) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text)) {
      writer.setHtmlSafe(false);
      writer.beginObject();
      writer.name("code").value(failure.code().wireName());
      if (failure.getMessage() != null) {
        writer.name("message").value(failure.getMessage());
      }
      writer.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
