package dev.davit.command;

import dev.davit.engine.ContainerInfo;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit port-forward}: ports of this machine that lead to ports of a pod. */
final class PortForwardVerb implements Verb {

  private static final Pattern PORTS =
      Pattern.compile("(?:(?<local>[0-9]{0,5}):)?(?<port>[0-9]{1,5})");
  private static final int MOST = 65_535;

  private record Forward(int local, int port) {}

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "port-forward",
            "[--address ADDRESS] CONTAINER|POD [LOCAL:]PORT...",
            "",
            "Listens on ports of this machine, and connects who comes with a port that a program "
                + "in the pod listens on, on its loopback interface too; a container of davit "
                + "run -d has a pod of its own. Without LOCAL a free port is taken; it is "
                + "printed. It goes on until Ctrl-C.");
    spec.addOption(Options.value("ADDRESS", "where to listen (default: 127.0.0.1)", "--address"));
    spec.addPositional(Options.parameters("CONTAINER|POD [LOCAL:]PORT...", "whose, and which"));
    return Options.withGlobal(
        spec, "  davit port-forward web 8080:80", "  davit port-forward db 5432:5432 9187");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.some(options, "CONTAINER");
    if (words.size() < 2) {
      throw new UsageException("missing [LOCAL:]PORT");
    }
    List<Forward> forwards = words.stream().skip(1).map(PortForwardVerb::forward).toList();
    String address = options.matchedOptionValue("--address", "127.0.0.1");
    DaemonClient daemon = DaemonAccess.daemon(session);
    String pod = pod(words.get(0), daemon, session);
    List<ServerSocketChannel> listening = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try {
      for (Forward forward : forwards) {
        ServerSocketChannel server = listen(address, forward);
        listening.add(server);
        session.out().println(local(server) + " -> " + forward.port());
        threads.add(PortRelay.start(() -> accept(server, daemon, pod, forward.port(), session)));
      }
      session.out().flush();
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      listening.forEach(PortRelay::close);
    }
    return ExitCode.OK;
  }

  private static String pod(String name, DaemonClient daemon, Session session) {
    for (ContainerInfo container : session.davit().containers()) {
      if (container.pod().isPresent()
          && (container.name().filter(name::equals).isPresent()
              || name.length() >= 4 && container.id().startsWith(name))) {
        return container.pod().get();
      }
    }
    return new PodLookup(daemon).id(name);
  }

  private static Forward forward(String text) {
    Matcher matcher = PORTS.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException("\"" + text + "\": not of the form [LOCAL:]PORT");
    }
    String local = matcher.group("local");
    int port = Integer.parseInt(matcher.group("port"));
    int here = local == null || local.isEmpty() ? 0 : Integer.parseInt(local);
    if (port < 1 || port > MOST || here > MOST) {
      throw new UsageException("\"" + text + "\": a port is a number from 1 to " + MOST);
    }
    return new Forward(here, port);
  }

  private static ServerSocketChannel listen(String address, Forward forward) {
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      try {
        return server.bind(new InetSocketAddress(InetAddress.getByName(address), forward.local()));
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UsageException(
          "listen on " + address + ":" + forward.local() + ": " + IoFailure.reason(e));
    }
  }

  private static String local(ServerSocketChannel server) {
    try {
      InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
      return address.getAddress().getHostAddress() + ":" + address.getPort();
    } catch (IOException e) {
      return "?";
    }
  }

  private static void accept(
      ServerSocketChannel server, DaemonClient daemon, String pod, int port, Session session) {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        PortRelay.start(() -> new PortRelay(client, daemon, pod, port, session).run());
      } catch (IOException e) {
        return;
      }
    }
  }
}
