package dev.davit.daemon.connect;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import dev.davit.cri.ProtoJson;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One call from its whole request to its whole answer. */
final class Serving {

  private final Connection connection;
  private final ChannelHandlerContext context;
  private final Endpoint endpoint;
  private final RequestHead head;
  private final Body body;
  private final Traffic traffic;
  private final long began = System.nanoTime();
  private final CallContext call;
  private final AtomicBoolean pumping = new AtomicBoolean();

  private ScheduledFuture<?> deadline;
  private boolean answered;
  private boolean started;
  private AnswerStream<?> stream;

  Serving(Connection connection, Endpoint endpoint, RequestHead head, Body body, Traffic traffic) {
    this.connection = connection;
    this.context = connection.context();
    this.endpoint = endpoint;
    this.head = head;
    this.call = new CallContext(head.timeout());
    this.body = body;
    this.traffic = traffic;
  }

  void begin(Workers workers) {
    head.timeout()
        .ifPresent(
            time ->
                deadline =
                    context
                        .executor()
                        .schedule(this::overdue, time.toMillis(), TimeUnit.MILLISECONDS));
    try {
      if (endpoint instanceof Endpoint.Unary<?, ?> unary) {
        workers.run(endpoint.lane(), orHangUp(() -> answer(unary)));
      } else if (endpoint instanceof Endpoint.Streaming<?, ?> streaming) {
        open(workers, streaming);
      }
    } catch (CriException e) {
      fail(e);
    }
  }

  private void overdue() {
    call.giveUp();
    fail(new CriException(Code.DEADLINE_EXCEEDED, endpoint.rpc().name() + ": not done in time"));
  }

  /** On a worker. */
  private <Q extends Record, R extends Record> void answer(Endpoint.Unary<Q, R> unary) {
    try {
      Q message = ProtoJson.read(unary.rpc().request(), body.message(head.gzip()));
      body.release();
      R result = unary.answer().to(message, call);
      byte[] bytes = ProtoJson.bytes(result);
      context.executor().execute(() -> succeed(Answers.response(200, Answers.JSON, bytes)));
    } catch (Throwable e) {
      CriException failure = Failures.of(e);
      context.executor().execute(() -> fail(failure));
    }
  }

  private <Q extends Record, R extends Record> void open(
      Workers workers, Endpoint.Streaming<Q, R> streaming) {
    AnswerStream<R> answers = new AnswerStream<>();
    stream = answers;
    traffic.streamBegan();
    answers.onReady(this::wake);
    workers.run(
        streaming.lane(),
        orHangUp(
            () -> {
              try {
                Q message = ProtoJson.read(streaming.rpc().request(), body.enveloped(head.gzip()));
                body.release();
                streaming.source().open(message, answers);
              } catch (Throwable e) {
                answers.end(Failures.of(e));
              }
              context.executor().execute(this::start);
            }));
  }

  /**
   * Who cannot even be told of a failure, as memory or a class is missing, does not wait for it.
   */
  private Runnable orHangUp(Runnable work) {
    return () -> {
      boolean done = false;
      try {
        work.run();
        done = true;
      } finally {
        if (!done) {
          context.close();
        }
      }
    };
  }

  /** Who sees the headers misses nothing that happens from then on. */
  private void start() {
    if (!answered) {
      writeHeaders();
      pump();
    }
  }

  private void writeHeaders() {
    started = true;
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, Answers.STREAM);
    response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    if (connection.isLast()) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    context.writeAndFlush(response);
  }

  /** Pumps soon, and never within a pump: a write that fills the buffer tells so at once. */
  void wake() {
    if (pumping.compareAndSet(false, true)) {
      context.executor().execute(this::pump);
    }
  }

  /** Writes as much of a stream as its client takes. */
  private void pump() {
    pumping.set(false);
    if (stream == null || answered || !started) {
      return;
    }
    connection.disarm();
    while (context.channel().isWritable()) {
      Optional<byte[]> next = stream.take();
      if (next.isEmpty()) {
        break;
      }
      context.write(new DefaultHttpContent(Answers.envelope(next.get())));
    }
    if (stream.isDone()) {
      endStream(stream.failure().orElse(null));
      return;
    }
    context.flush();
    if (!context.channel().isWritable()) {
      connection.arm(connection.limits().write());
    }
  }

  private void endStream(CriException failure) {
    answered = true;
    if (!started) {
      writeHeaders();
    }
    done(failure);
    connection.arm(connection.limits().write());
    context.write(new DefaultHttpContent(Answers.end(failure)));
    context
        .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
        .addListener(
            written -> {
              if (written.isSuccess()) {
                connection.finished();
              } else {
                context.close();
              }
            });
  }

  private void succeed(FullHttpResponse response) {
    if (answered) {
      response.release();
      return;
    }
    answered = true;
    done(null);
    connection.respond(response);
  }

  private void fail(CriException failure) {
    if (answered) {
      return;
    }
    if (stream != null) {
      endStream(failure);
      return;
    }
    answered = true;
    done(failure);
    connection.respond(Answers.failure(failure));
  }

  private void done(CriException failure) {
    traffic.answered(
        endpoint.rpc().name(),
        stream == null ? System.nanoTime() - began : 0,
        failure == null ? null : failure.code());
    release();
  }

  private void release() {
    body.release();
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (stream != null) {
      traffic.streamEnded();
      stream.close();
    }
  }

  /** The client is gone. */
  void abandon() {
    if (!answered) {
      answered = true;
      call.giveUp();
      traffic.answered(endpoint.rpc().name(), System.nanoTime() - began, Code.CANCELED);
      release();
    }
  }
}
