package dev.davit.daemon.connect;

import dev.davit.cri.Rpc;

/** A call of the service and what serves it. */
public sealed interface Endpoint {

  /** The call. */
  Rpc<?, ?> rpc();

  /** Which threads serve it. */
  Lane lane();

  /** One answer. */
  record Unary<Q extends Record, R extends Record>(Rpc<Q, R> rpc, Lane lane, Answer<Q, R> answer)
      implements Endpoint {}

  /** Any number of answers. */
  record Streaming<Q extends Record, R extends Record>(
      Rpc<Q, R> rpc, Lane lane, Source<Q, R> source) implements Endpoint {}

  /** Answers a message. */
  @FunctionalInterface
  interface Answer<Q extends Record, R extends Record> {
    /** The answer; any exception is a failure of the call. */
    R to(Q request, CallContext context) throws Exception;
  }

  /** Answers a message by many. */
  @FunctionalInterface
  interface Source<Q extends Record, R extends Record> {
    /** Puts the answers into the stream, now or later. */
    void open(Q request, AnswerStream<R> stream) throws Exception;
  }
}
