package dev.davit.daemon.connect;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One connection: reads a request, has it served, writes the answer, and again. All of it runs on
 * the connection's one thread, but for the call itself. Every phase has its deadline, so that a
 * client that stops in the middle of anything costs nothing for long.
 */
final class Connection extends ChannelInboundHandlerAdapter {

  private enum Phase {
    IDLE,
    BODY,
    FAILED,
    DISCARD,
    CALL
  }

  /** How long the rest of a refused body is read, so that the client comes to read the answer. */
  private static final Duration LINGER = Duration.ofSeconds(10);

  private static final Duration SHORT_LINGER = Duration.ofMillis(500);

  private final Service service;
  private final Limits limits;
  private final Workers workers;
  private final Traffic traffic;
  private final Body.Budget budget;
  private final PeerCheck peers;

  private final ArrayDeque<Object> next = new ArrayDeque<>();
  private ChannelHandlerContext context;
  private Optional<String> refusal = Optional.empty();
  private Phase phase = Phase.IDLE;
  private Future<?> timer;
  private boolean headersBegun;
  private boolean keepAlive;
  private HttpRequest request;
  private Route route;
  private Body body;
  private long discarded;
  private FullHttpResponse failure;
  private Serving serving;

  Connection(
      Service service,
      Limits limits,
      Workers workers,
      Traffic traffic,
      Body.Budget budget,
      PeerCheck peers) {
    this.service = service;
    this.limits = limits;
    this.workers = workers;
    this.traffic = traffic;
    this.budget = budget;
    this.peers = peers;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (traffic.connected() > limits.connections()) {
      ctx.close();
      return;
    }
    refusal = peers.refusal(ctx.channel());
    arm(limits.idle());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    traffic.disconnected();
    abandon();
    next.forEach(ReferenceCountUtil::release);
    next.clear();
  }

  private void abandon() {
    disarm();
    if (serving != null) {
      serving.abandon();
      serving = null;
    }
    releaseBody();
  }

  private void releaseBody() {
    if (body != null) {
      body.release();
      body = null;
    }
  }

  /** Bytes have come, of which the codec makes parts of a request, or not yet. */
  void bytesArrived() {
    if (phase == Phase.IDLE && !headersBegun) {
      headersBegun = true;
      arm(limits.header());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.CALL) {
      next.add(message);
      ctx.channel().config().setAutoRead(false);
      return;
    }
    try {
      take(message);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(Object message) {
    if (message instanceof HttpRequest begun) {
      begin(begun);
    }
    if (message instanceof HttpContent content) {
      if (phase == Phase.BODY) {
        collect(content);
      } else if (phase == Phase.FAILED) {
        discarded += content.content().readableBytes();
        if (discarded > limits.bodyBytes()) {
          refuse(failure);
        }
      }
      if (content instanceof LastHttpContent) {
        complete();
      }
    }
  }

  private void begin(HttpRequest begun) {
    request = begun;
    headersBegun = false;
    discarded = 0;
    keepAlive = HttpUtil.isKeepAlive(begun);
    if (begun.decoderResult().isFailure()) {
      String problem = String.valueOf(begun.decoderResult().cause().getMessage());
      refuse(Answers.failure(400, new CriException(Code.INVALID_ARGUMENT, "request: " + problem)));
      // What follows cannot be told from a body: it is not read to its end.
      arm(SHORT_LINGER);
      return;
    }
    route =
        refusal
            .<Route>map(why -> Route.Refused.of(new CriException(Code.PERMISSION_DENIED, why)))
            .orElseGet(() -> Route.of(begun, service));
    arm(limits.body());
    if (route instanceof Route.Refused refused) {
      failure = refused.answer();
      phase = Phase.FAILED;
      return;
    }
    phase = Phase.BODY;
    if (HttpUtil.isContentLengthSet(begun)
        && HttpUtil.getContentLength(begun) > limits.bodyBytes()) {
      refuse(
          Answers.failure(
              new CriException(
                  Code.RESOURCE_EXHAUSTED, "body: larger than " + limits.bodyBytes() + " bytes")));
      return;
    }
    body = new Body(budget);
    if (HttpUtil.is100ContinueExpected(begun)) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private void collect(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      refuse(
          Answers.failure(
              400,
              new CriException(
                  Code.INVALID_ARGUMENT, "body: " + content.decoderResult().cause().getMessage())));
      return;
    }
    try {
      body.add(content.content());
    } catch (CriException e) {
      refuse(Answers.failure(e));
    }
  }

  private void complete() {
    switch (phase) {
      case BODY -> serve();
      case FAILED -> respond(failure);
      case DISCARD -> context.close();
      default -> {}
    }
  }

  private void serve() {
    phase = Phase.CALL;
    disarm();
    if (route instanceof Route.Call call) {
      serving = new Serving(this, call.endpoint(), call.head(), body, traffic);
      serving.begin(workers);
    } else if (route instanceof Route.Get get) {
      servePage(get.page());
    } else {
      upgrade();
    }
  }

  private void servePage(Supplier<Page> source) {
    try {
      workers.run(
          Lane.QUERY,
          () -> {
            FullHttpResponse response;
            try {
              Page page = source.get();
              response =
                  Answers.response(
                      page.status(),
                      page.contentType(),
                      page.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            } catch (RuntimeException e) {
              response = Answers.failure(Failures.of(e));
            }
            FullHttpResponse made = response;
            context.executor().execute(() -> respond(made));
          });
    } catch (CriException e) {
      respond(Answers.failure(e));
    }
  }

  private void upgrade() {
    Channel channel = context.channel();
    FullHttpRequest full =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.GET,
            request.uri(),
            Unpooled.EMPTY_BUFFER,
            request.headers(),
            request.headers().copy().clear());
    releaseBody();
    channel.pipeline().remove(BytesSeen.class);
    // The channel counts as open until it closes, whoever has it.
    channel.closeFuture().addListener(f -> traffic.disconnected());
    channel.pipeline().remove(this);
    service.upgrade().take(channel, full);
  }

  /** Sends an answer before the request has been read to its end, which then is dropped. */
  private void refuse(FullHttpResponse response) {
    releaseBody();
    phase = Phase.DISCARD;
    response.headers().set(HttpHeaderNames.CONNECTION, "close");
    context.writeAndFlush(response);
    arm(LINGER);
  }

  /** Sends the answer to the request that was read, and goes on to the next. */
  void respond(FullHttpResponse response) {
    if (!context.channel().isActive()) {
      response.release();
      return;
    }
    HttpUtil.setKeepAlive(response, keepAlive);
    arm(limits.write());
    context
        .writeAndFlush(response)
        .addListener(
            written -> {
              if (written.isSuccess()) {
                finished();
              } else {
                context.close();
              }
            });
  }

  /** The answer is out. */
  void finished() {
    serving = null;
    releaseBody();
    if (!keepAlive) {
      context.close();
      return;
    }
    phase = Phase.IDLE;
    arm(limits.idle());
    while (!next.isEmpty() && phase != Phase.CALL) {
      Object message = next.poll();
      try {
        take(message);
      } finally {
        ReferenceCountUtil.release(message);
      }
    }
    if (next.isEmpty()) {
      context.channel().config().setAutoRead(true);
    }
  }

  ChannelHandlerContext context() {
    return context;
  }

  Limits limits() {
    return limits;
  }

  /** Whether the connection ends with the answer. */
  boolean isLast() {
    return !keepAlive;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (serving != null) {
      serving.wake();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  /** Closes the connection if nothing has called this or {@link #disarm} in the meantime. */
  void arm(Duration time) {
    disarm();
    timer = context.executor().schedule(() -> expired(), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  void disarm() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void expired() {
    if (phase == Phase.BODY || phase == Phase.FAILED || phase == Phase.IDLE && headersBegun) {
      FullHttpResponse response =
          Answers.failure(
              408, new CriException(Code.DEADLINE_EXCEEDED, "request: it did not come to its end"));
      response.headers().set(HttpHeaderNames.CONNECTION, "close");
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
    context.close();
  }
}
