package dev.davit.command;

import dev.davit.cri.CriChannels;
import dev.davit.cri.CriException;
import dev.davit.cri.v1.PortForwardRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.daemon.DaemonException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One connection that is led to a port of a pod. */
final class PortRelay {

  private static final int BUFFER = 32 * 1024;

  /** The channels of the first port of a stream; each begins with the number of the port. */
  private static final int DATA = 0;

  private static final int ERROR = 1;

  private final SocketChannel client;
  private final DaemonClient daemon;
  private final String pod;
  private final int port;
  private final Session session;

  PortRelay(SocketChannel client, DaemonClient daemon, String pod, int port, Session session) {
    this.client = client;
    this.daemon = daemon;
    this.pod = pod;
    this.port = port;
    this.session = session;
  }

  /** A thread that does not keep the command from ending. */
  static Thread start(Runnable task) {
    Thread thread = new Thread(task, "davit-port");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  static void close(Closeable channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more in any case.
    }
  }

  void run() {
    try (client) {
      String url =
          daemon
              .call(
                  RuntimeService.PORT_FORWARD,
                  PortForwardRequest.builder().podSandboxId(pod).port(List.of(port)).build())
              .url();
      try (CriChannels channels = daemon.channels(url)) {
        start(() -> upload(channels));
        download(channels);
      }
    } catch (DaemonException | CriException e) {
      session.warn("port " + port + ": " + e.getMessage());
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private void upload(CriChannels channels) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try {
      while (client.read(buffer) >= 0) {
        channels.send(DATA, buffer.array(), buffer.position());
        buffer.clear();
      }
      channels.end(DATA);
    } catch (IOException | CriException e) {
      close(channels::close);
    }
  }

  private void download(CriChannels channels) throws IOException {
    boolean[] begun = new boolean[2];
    for (Optional<CriChannels.Message> next = channels.receive();
        next.isPresent();
        next = channels.receive()) {
      int channel = next.get().channel();
      if (channel != DATA && channel != ERROR) {
        continue;
      }
      byte[] data = next.get().data().orElse(null);
      if (data == null) {
        if (channel == DATA) {
          client.shutdownOutput();
        }
        continue;
      }
      ByteBuffer bytes = ByteBuffer.wrap(data);
      if (!begun[channel]) {
        begun[channel] = true;
        bytes.position(Math.min(2, data.length));
      }
      if (channel == DATA) {
        while (bytes.hasRemaining()) {
          client.write(bytes);
        }
      } else if (bytes.hasRemaining()) {
        session.warn("port " + port + ": " + StandardCharsets.UTF_8.decode(bytes));
      }
    }
  }
}
