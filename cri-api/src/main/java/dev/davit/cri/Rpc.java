package dev.davit.cri;

/**
 * One call of a service.
 *
 * @param service its full name, such as {@code runtime.v1.RuntimeService}
 * @param name such as {@code Version}
 * @param request the record of what is asked
 * @param response the record of what is answered
 * @param streaming whether there are any number of answers
 * @param <Q> what is asked
 * @param <R> what is answered
 */
public record Rpc<Q extends Record, R extends Record>(
    String service, String name, Class<Q> request, Class<R> response, boolean streaming) {

  /** A call with one answer. */
  public static <Q extends Record, R extends Record> Rpc<Q, R> unary(
      String service, String name, Class<Q> request, Class<R> response) {
    return new Rpc<>(service, name, request, response, false);
  }

  /** A call with any number of answers. */
  public static <Q extends Record, R extends Record> Rpc<Q, R> streaming(
      String service, String name, Class<Q> request, Class<R> response) {
    return new Rpc<>(service, name, request, response, true);
  }

  /** The path of its URL, such as {@code /runtime.v1.RuntimeService/Version}. */
  public String path() {
    return "/" + service + "/" + name;
  }
}
