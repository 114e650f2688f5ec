package dev.davit.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket whose messages begin with the number of a channel. Who sends waits until the client
 * takes it; what the client sends waits until somebody takes it, and beyond a limit the client
 * waits too.
 */
final class Wire extends SimpleChannelInboundHandler<WebSocketFrame> {

  /** The channel of {@code v5.channel.k8s.io} whose message names a channel that ends. */
  private static final int CLOSE = 255;

  private static final int WAITING_BYTES = 1 << 18;
  private static final long WRITE_SECONDS = 60;

  /**
   * What came on a channel.
   *
   * @param channel its number
   * @param data the bytes; none at the end of the channel
   */
  record Message(int channel, Optional<byte[]> data) {}

  private final boolean half;
  private final String query;
  private final ArrayDeque<Message> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean closed;
  private Channel channel;

  /**
   * A wire.
   *
   * @param half whether channels can end one by one
   * @param query what follows the question mark of its URL
   */
  Wire(boolean half, String query) {
    this.half = half;
    this.query = query;
  }

  /** What follows the question mark of its URL. */
  String query() {
    return query;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (frame instanceof PingWebSocketFrame) {
      context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
    } else if (frame instanceof CloseWebSocketFrame) {
      context.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
      context.close();
    } else if (frame instanceof BinaryWebSocketFrame || frame instanceof TextWebSocketFrame) {
      take(frame.content());
    }
  }

  private void take(ByteBuf content) {
    if (!content.isReadable()) {
      return;
    }
    int number = content.readUnsignedByte();
    byte[] data = new byte[content.readableBytes()];
    content.readBytes(data);
    if (number == CLOSE && half) {
      if (data.length == 1) {
        add(new Message(data[0] & 0xff, Optional.empty()));
      }
    } else if (data.length > 0) {
      add(new Message(number, Optional.of(data)));
    }
  }

  private synchronized void add(Message message) {
    waiting.add(message);
    waitingBytes += size(message);
    if (waitingBytes > WAITING_BYTES) {
      channel.config().setAutoRead(false);
    }
    notifyAll();
  }

  private static int size(Message message) {
    return message.data().map(d -> d.length).orElse(1);
  }

  /**
   * The next message.
   *
   * @return empty if the client is gone
   */
  synchronized Optional<Message> receive() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    Message message = waiting.poll();
    if (message != null) {
      waitingBytes -= size(message);
      if (waitingBytes <= WAITING_BYTES / 2) {
        channel.config().setAutoRead(true);
      }
    }
    return Optional.ofNullable(message);
  }

  /**
   * Sends, and waits until it is sent.
   *
   * @throws IOException if the client is gone, or takes nothing for a minute
   */
  void send(int number, byte[] data, int length) throws IOException {
    ByteBuf frame = Unpooled.buffer(1 + length, 1 + length);
    frame.writeByte(number).writeBytes(data, 0, length);
    var written = channel.writeAndFlush(new BinaryWebSocketFrame(frame));
    if (!written.awaitUninterruptibly(WRITE_SECONDS, TimeUnit.SECONDS) || !written.isSuccess()) {
      channel.close();
      throw new IOException("the client is gone", written.cause());
    }
  }

  /** Tells the client that a channel has ended, if it can be told. */
  void end(int number) throws IOException {
    if (half) {
      send(CLOSE, new byte[] {(byte) number}, 1);
    }
  }

  /** Ends it in good order. */
  void close() {
    if (channel.isActive()) {
      var said =
          channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
      said.awaitUninterruptibly(WRITE_SECONDS, TimeUnit.SECONDS);
    }
    channel.close();
  }

  /** Whether the client is gone. */
  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
