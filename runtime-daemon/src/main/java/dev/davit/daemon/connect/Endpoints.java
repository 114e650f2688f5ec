package dev.davit.daemon.connect;

import dev.davit.cri.Rpc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is served, by path. */
public final class Endpoints {

  private final Map<String, Endpoint> byPath = new HashMap<>();

  /** Serves a call by one answer. */
  public <Q extends Record, R extends Record> Endpoints unary(
      Rpc<Q, R> rpc, Lane lane, Endpoint.Answer<Q, R> answer) {
    byPath.put(rpc.path(), new Endpoint.Unary<>(rpc, lane, answer));
    return this;
  }

  /** Serves a call by any number of answers. */
  public <Q extends Record, R extends Record> Endpoints streaming(
      Rpc<Q, R> rpc, Lane lane, Endpoint.Source<Q, R> source) {
    byPath.put(rpc.path(), new Endpoint.Streaming<>(rpc, lane, source));
    return this;
  }

  Optional<Endpoint> at(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /** The paths that are served. */
  public List<String> paths() {
    List<String> paths = new ArrayList<>(byPath.keySet());
    paths.sort(null);
    return paths;
  }
}
