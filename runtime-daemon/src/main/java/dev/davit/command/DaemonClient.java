package dev.davit.command;

import dev.davit.cri.Code;
import dev.davit.cri.CriChannels;
import dev.davit.cri.CriClient;
import dev.davit.cri.CriException;
import dev.davit.cri.CriStream;
import dev.davit.cri.Rpc;
import dev.davit.daemon.DaemonException;
import java.util.function.Supplier;

/** Calls a daemon; what it refuses is told as every other failure of the command is. */
final class DaemonClient {

  private final CriClient client;

  DaemonClient(CriClient client) {
    this.client = client;
  }

  /** Calls, and waits for the answer. */
  <Q extends Record, R extends Record> R call(Rpc<Q, R> rpc, Q request) {
    return told(() -> client.call(rpc, request));
  }

  /** Calls, and gives the answers as they come. */
  <Q extends Record, R extends Record> CriStream<R> stream(Rpc<Q, R> rpc, Q request) {
    return told(() -> client.stream(rpc, request));
  }

  /** Connects to the streams behind a URL. */
  CriChannels channels(String url) {
    return told(() -> CriChannels.open(url));
  }

  /** What is done with the daemon, its failure as ours. */
  static <T> T told(Supplier<T> action) {
    try {
      return action.get();
    } catch (CriException e) {
      String cure = e.code() == Code.UNAVAILABLE ? ": does davit daemon run there?" : "";
      throw new DaemonException(e.code(), e.getMessage() + cure, e);
    }
  }
}
