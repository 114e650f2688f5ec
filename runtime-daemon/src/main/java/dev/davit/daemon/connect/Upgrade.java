package dev.davit.daemon.connect;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;

/** Takes connections over that become something else than HTTP. */
@FunctionalInterface
public interface Upgrade {

  /**
   * Takes it over, with its HTTP codec as the only handler; closes it if it is not to be. Called on
   * the thread of the channel.
   *
   * @param request without a body
   */
  void take(Channel channel, FullHttpRequest request);
}
