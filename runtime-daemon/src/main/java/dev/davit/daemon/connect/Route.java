package dev.davit.daemon.connect;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Optional;
import java.util.function.Supplier;

/** What a request is for, as its first line and its headers say. */
sealed interface Route {

  /** A call, which the body is for. */
  record Call(Endpoint endpoint, RequestHead head) implements Route {}

  /** A page. */
  record Get(Supplier<Page> page) implements Route {}

  /** The connection shall be another's. */
  record Upgrading() implements Route {}

  /** Nothing that is served; the answer says why. */
  record Refused(FullHttpResponse answer) implements Route {

    static Refused of(CriException failure) {
      return new Refused(Answers.failure(failure));
    }

    static Refused of(int status, Code code, String message) {
      return new Refused(Answers.failure(status, new CriException(code, message)));
    }

    private static Refused method(String path, String expected) {
      Refused refused = of(405, Code.UNKNOWN, path + ": expected " + expected);
      refused.answer().headers().set(HttpHeaderNames.ALLOW, expected);
      return refused;
    }
  }

  /** Finds what serves a request. */
  static Route of(HttpRequest request, Service service) {
    String path = path(request);
    Optional<Endpoint> found = service.endpoints().at(path);
    if (found.isPresent()) {
      return call(request, path, found.get());
    }
    boolean upgrade = request.headers().contains(HttpHeaderNames.UPGRADE);
    Supplier<Page> page = service.pages().get(path);
    if (!upgrade && page == null) {
      String shown = path.length() <= 200 ? path : path.substring(0, 200) + "…";
      return Refused.of(404, Code.UNIMPLEMENTED, shown + ": no such call");
    }
    if (!request.method().equals(HttpMethod.GET)) {
      return Refused.method(path, "GET");
    }
    return upgrade ? new Upgrading() : new Get(page);
  }

  private static Route call(HttpRequest request, String path, Endpoint endpoint) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Refused.method(path, "POST");
    }
    boolean streaming = endpoint.rpc().streaming();
    if (!RequestHead.hasTypeOf(request, streaming)) {
      String type = streaming ? Answers.STREAM : Answers.JSON;
      Refused refused = Refused.of(415, Code.UNKNOWN, "content-type: expected " + type);
      refused.answer().headers().set("accept-post", type);
      return refused;
    }
    try {
      return new Call(endpoint, RequestHead.of(request, streaming));
    } catch (CriException e) {
      return Refused.of(e);
    }
  }

  private static String path(HttpRequest request) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }
}
