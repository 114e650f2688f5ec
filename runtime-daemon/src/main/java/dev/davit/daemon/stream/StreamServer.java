package dev.davit.daemon.stream;

import dev.davit.daemon.connect.Upgrade;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.timeout.IdleStateHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes over the connections that come with a ticket. */
public final class StreamServer implements Upgrade, AutoCloseable {

  static final String V5 = "v5.channel.k8s.io";
  static final String V4 = "v4.channel.k8s.io";

  /** As long may nothing at all pass. */
  private static final Duration IDLE = Duration.ofHours(4);

  private static final int SESSIONS = 256;
  private static final int FRAME_BYTES = 1 << 20;

  private final Tickets tickets;
  private final ExecutorService sessions;

  /** Without any stream. */
  public StreamServer() {
    tickets = new Tickets(System::nanoTime);
    AtomicInteger number = new AtomicInteger();
    sessions =
        new ThreadPoolExecutor(
            0,
            SESSIONS,
            20,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "davit-stream-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The path of a URL that leads to a session once. */
  String issue(String kind, Session session) {
    return "/" + kind + "/" + tickets.issue(session);
  }

  @Override
  public void take(Channel channel, FullHttpRequest request) {
    String uri = request.uri();
    int question = uri.indexOf('?');
    String path = question < 0 ? uri : uri.substring(0, question);
    String query = question < 0 ? "" : uri.substring(question + 1);
    if (!request.headers().get(HttpHeaderNames.UPGRADE, "").equalsIgnoreCase("websocket")) {
      refuse(channel, HttpResponseStatus.BAD_REQUEST, "upgrade: expected websocket");
      return;
    }
    String asked = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "");
    if (!asked.toLowerCase(Locale.ROOT).matches("(.*[ ,])?v[45]\\.channel\\.k8s\\.io([ ,].*)?")) {
      refuse(
          channel,
          HttpResponseStatus.BAD_REQUEST,
          "sec-websocket-protocol: expected " + V5 + " or " + V4);
      return;
    }
    Optional<Session> session = tickets.redeem(path.substring(path.lastIndexOf('/') + 1));
    if (session.isEmpty()) {
      refuse(
          channel,
          HttpResponseStatus.NOT_FOUND,
          "no such stream: its URL is good once, and for a minute");
      return;
    }
    shake(channel, request, query, session.get());
  }

  private void shake(Channel channel, FullHttpRequest request, String query, Session session) {
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(
                "ws://localhost" + request.uri(),
                V5 + "," + V4,
                WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(FRAME_BYTES).build())
            .newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(channel)
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    // Nothing is read before the handler is there.
    channel.config().setAutoRead(false);
    try {
      handshaker
          .handshake(channel, request)
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  Wire wire = new Wire(V5.equals(handshaker.selectedSubprotocol()), query);
                  channel
                      .pipeline()
                      .addLast(
                          new IdleStateHandler(0, 0, IDLE.toSeconds(), TimeUnit.SECONDS), wire);
                  channel.config().setAutoRead(true);
                  run(channel, wire, session);
                } else {
                  channel.close();
                }
              });
    } catch (RuntimeException e) {
      refuse(channel, HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private void run(Channel channel, Wire wire, Session session) {
    try {
      sessions.execute(
          () -> {
            try {
              session.run(wire);
            } catch (Exception e) {
              // The session tells its client what it can; the rest is that the wire ends.
            } finally {
              wire.close();
            }
          });
    } catch (RejectedExecutionException e) {
      channel.close();
    }
  }

  /** A thread for a direction of a session; as many as there are sessions, and twice that. */
  static Thread start(String name, Runnable task) {
    Thread thread = new Thread(task, "davit-stream-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void refuse(Channel channel, HttpResponseStatus status, String message) {
    byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    response.headers().set(HttpHeaderNames.CONNECTION, "close");
    channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  /** Ends all sessions. */
  @Override
  public void close() {
    sessions.shutdownNow();
  }
}
