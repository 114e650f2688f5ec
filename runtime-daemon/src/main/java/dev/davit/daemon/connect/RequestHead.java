package dev.davit.daemon.connect;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What the headers of a request of the protocol say.
 *
 * @param gzip whether the body, or for a stream its envelopes that say so, are compressed
 * @param timeout what the caller gives the call
 */
record RequestHead(boolean gzip, Optional<Duration> timeout) {

  private static final int TIMEOUT_DIGITS = 10;

  /**
   * Reads the headers.
   *
   * @throws CriException if they are not those of this protocol
   */
  static RequestHead of(HttpRequest request, boolean streaming) {
    HttpHeaders headers = request.headers();
    String version = headers.get("connect-protocol-version");
    if (version != null && !version.equals("1")) {
      throw new CriException(
          Code.INVALID_ARGUMENT, "connect-protocol-version: " + shown(version) + ": expected 1");
    }
    String name = streaming ? "connect-content-encoding" : HttpHeaderNames.CONTENT_ENCODING + "";
    String encoding = headers.get(name, "identity").trim().toLowerCase(Locale.ROOT);
    if (!encoding.equals("identity") && !encoding.equals("gzip")) {
      throw new CriException(
          Code.UNIMPLEMENTED, name + ": " + shown(encoding) + ": expected gzip or identity");
    }
    return new RequestHead(encoding.equals("gzip"), timeout(headers.get("connect-timeout-ms")));
  }

  /** Whether the body is what the call takes. */
  static boolean hasTypeOf(HttpRequest request, boolean streaming) {
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
    int parameters = type.indexOf(';');
    String essence = (parameters < 0 ? type : type.substring(0, parameters)).trim();
    if (parameters >= 0) {
      String rest = type.substring(parameters + 1).replace("\"", "").trim();
      if (!rest.isEmpty() && !rest.equalsIgnoreCase("charset=utf-8")) {
        return false;
      }
    }
    return essence.equalsIgnoreCase(streaming ? Answers.STREAM : Answers.JSON);
  }

  private static Optional<Duration> timeout(String text) {
    if (text == null) {
      return Optional.empty();
    }
    if (!text.matches("[0-9]{1," + TIMEOUT_DIGITS + "}")) {
      throw new CriException(
          Code.INVALID_ARGUMENT,
          "connect-timeout-ms: " + shown(text) + ": expected at most ten digits");
    }
    return Optional.of(Duration.ofMillis(Long.parseLong(text)));
  }

  private static String shown(String value) {
    return value.length() <= 40 ? value : value.substring(0, 40) + "…";
  }
}
