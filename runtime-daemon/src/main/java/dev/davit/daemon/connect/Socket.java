package dev.davit.daemon.connect;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The listening socket of the daemon and all its connections. */
public final class Socket implements AutoCloseable {

  private static final int LOOPS = 2;
  private static final int LINE = 4096;
  private static final int HEADERS = 16_384;
  private static final int CHUNK = 8192;

  private final EventLoopGroup loops;
  private final Workers workers;
  private final Channel channel;

  private Socket(EventLoopGroup loops, Workers workers, Channel channel) {
    this.loops = loops;
    this.workers = workers;
    this.channel = channel;
  }

  /**
   * Serves on a socket that listens already, and stays open when this is closed.
   *
   * @throws UncheckedIOException if it cannot be served
   */
  public static Socket serve(
      ServerSocketChannel listening,
      Service service,
      Limits limits,
      PeerCheck peers,
      Traffic traffic) {
    Workers workers = new Workers();
    Body.Budget budget =
        new Body.Budget(limits.bodyBytes(), limits.allBodiesBytes(), new AtomicLong());
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            LOOPS, new DefaultThreadFactory("davit-socket", true), NioIoHandler.newFactory());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(() -> new NioServerDomainSocketChannel(listening))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    Connection connection =
                        new Connection(service, limits, workers, traffic, budget, peers);
                    child
                        .pipeline()
                        .addLast(
                            new BytesSeen(connection),
                            new HttpServerCodec(
                                new HttpDecoderConfig()
                                    .setMaxInitialLineLength(LINE)
                                    .setMaxHeaderSize(HEADERS)
                                    .setMaxChunkSize(CHUNK)),
                            connection);
                  }
                });
    try {
      // It is bound already: registering makes it accept.
      Channel channel = bootstrap.register().syncUninterruptibly().channel();
      return new Socket(loops, workers, channel);
    } catch (RuntimeException e) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      workers.close();
      throw new UncheckedIOException(new IOException("socket: cannot be served: " + e, e));
    }
  }

  /** How many calls run or wait on a lane. */
  public int busy(Lane lane) {
    return workers.busy(lane);
  }

  /** Accepts nothing more, lets the calls that run end for a few seconds, closes all. */
  @Override
  public void close() {
    // Not closed here: Netty would remove the file of the socket, which may be another's.
    channel.deregister().syncUninterruptibly();
    workers.close();
    loops.shutdownGracefully(100, 3000, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }
}
