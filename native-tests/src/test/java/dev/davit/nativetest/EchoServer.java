package dev.davit.nativetest;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import dev.davit.cri.ProtoJson;
import dev.davit.cri.Rpc;
import dev.davit.cri.v1.ImageService;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.daemon.connect.Endpoints;
import dev.davit.daemon.connect.Lane;
import dev.davit.daemon.connect.Limits;
import dev.davit.daemon.connect.PeerCheck;
import dev.davit.daemon.connect.Service;
import dev.davit.daemon.connect.Socket;
import dev.davit.daemon.connect.Traffic;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The daemon's socket with nothing behind it: each call writes down what it was asked, as {@code
 * NAME.request}, and answers what is in {@code NAME.response}, three times if it streams. With a
 * file {@code fail}, every call fails with the code in it.
 */
final class EchoServer implements AutoCloseable {
  private final Path path;
  private final Path directory;
  private final ServerSocketChannel listening;
  private final Socket socket;

  EchoServer(Path path, Path directory) throws IOException {
    this.path = path;
    this.directory = directory;
    Endpoints endpoints = new Endpoints();
    Stream.concat(RuntimeService.all().stream(), ImageService.all().stream())
        .forEach(rpc -> register(endpoints, rpc));
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(path));
    socket =
        Socket.serve(
            listening,
            new Service(endpoints, Map.of(), (channel, request) -> channel.close()),
            Limits.DEFAULT,
            new PeerCheck(path, false),
            new Traffic());
  }

  private <Q extends Record, R extends Record> void register(Endpoints endpoints, Rpc<Q, R> rpc) {
    if (rpc.streaming()) {
      endpoints.streaming(
          rpc,
          Lane.QUERY,
          (request, stream) -> {
            R response = answer(rpc, request);
            stream.add(response);
            stream.add(response);
            stream.add(response);
            stream.end();
          });
    } else {
      endpoints.unary(rpc, Lane.QUERY, (request, context) -> answer(rpc, request));
    }
  }

  private <Q extends Record, R extends Record> R answer(Rpc<Q, R> rpc, Q request)
      throws IOException, InterruptedException {
    Path fail = directory.resolve("fail");
    if (Files.exists(fail)) {
      String name = Files.readString(fail);
      throw new CriException(Code.of(name).orElseThrow(), "as asked: \"" + name + "\" \u00fc");
    }
    Files.writeString(directory.resolve(rpc.name() + ".request"), ProtoJson.write(request));
    return ProtoJson.read(
        rpc.response(), Files.readString(directory.resolve(rpc.name() + ".response")));
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    listening.close();
  }
}
