package dev.davit.daemon.connect;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells the connection that bytes have come before the codec has made anything of them. */
final class BytesSeen extends ChannelInboundHandlerAdapter {

  private final Connection connection;

  BytesSeen(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    connection.bytesArrived();
    super.channelRead(ctx, message);
  }
}
