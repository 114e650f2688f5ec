package dev.davit.daemon;

import dev.davit.cri.v1.CgroupDriver;
import dev.davit.daemon.connect.Endpoints;
import dev.davit.daemon.connect.Page;
import dev.davit.daemon.connect.PeerCheck;
import dev.davit.daemon.connect.Service;
import dev.davit.daemon.connect.Socket;
import dev.davit.daemon.connect.Traffic;
import dev.davit.daemon.cri.ContainerCalls;
import dev.davit.daemon.cri.EndedPods;
import dev.davit.daemon.cri.ImageCalls;
import dev.davit.daemon.cri.MetricsPage;
import dev.davit.daemon.cri.Restarts;
import dev.davit.daemon.cri.RuntimeCalls;
import dev.davit.daemon.cri.SandboxCalls;
import dev.davit.daemon.stream.StreamCalls;
import dev.davit.daemon.stream.StreamServer;
import dev.davit.engine.Davit;
import dev.davit.engine.pod.Pods;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The CRI on a Unix socket.
 *
 * <p>Opening it adopts the pods and containers that run below its roots. Closing it ends what its
 * clients wait for and leaves pods and containers alone: they run on.
 */
public final class Daemon implements AutoCloseable {

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final ServiceManager manager;
  private final Path socket;

  private Daemon(ServiceManager manager, Path socket) {
    this.manager = manager;
    this.socket = socket;
  }

  /**
   * Serves.
   *
   * @param environment that of the process, for what a service manager passes
   * @throws DaemonException if it cannot
   */
  public static Daemon open(DaemonOptions options, Map<String, String> environment) {
    return open(options, environment, davit -> davit.pods(options.pods()));
  }

  static Daemon open(
      DaemonOptions options, Map<String, String> environment, Function<Davit, Pods> engine) {
    ServiceManager manager = new ServiceManager(environment);
    Daemon daemon = new Daemon(manager, options.socket().toAbsolutePath().normalize());
    try {
      daemon.serve(options, engine);
      return daemon;
    } catch (RuntimeException e) {
      daemon.closeParts();
      throw e;
    }
  }

  private void serve(DaemonOptions options, Function<Davit, Pods> engine) {
    closeLater(StateLock.take(options.state(), socket));
    Optional<ServerSocketChannel> passed = manager.listening();
    ServerSocketChannel listening =
        passed.orElseGet(() -> ListeningSocket.bind(socket, options.group()));
    if (passed.isEmpty()) {
      closeLater(() -> Files.deleteIfExists(socket));
    }
    closeLater(listening);
    Davit davit = closeLater(Davit.at(options.root(), options.state()));
    Pods pods = engine.apply(davit);
    Traffic traffic = new Traffic();
    StreamServer streams = closeLater(new StreamServer());
    RuntimeCalls runtime = new RuntimeCalls(pods, options.version(), driver(options));
    Endpoints endpoints = new Endpoints();
    runtime.register(endpoints);
    new SandboxCalls(pods).register(endpoints);
    new ContainerCalls(pods).register(endpoints);
    new ImageCalls(options.root(), new RegistryPull(davit)).register(endpoints);
    new StreamCalls(pods, streams, socket).register(endpoints);
    Map<String, Supplier<Page>> pages =
        Map.of(
            "/healthz",
            () -> new Page(200, "text/plain; charset=utf-8", "ok\n"),
            "/metrics",
            new MetricsPage(() -> pods, traffic));
    closeLater(
        Socket.serve(
            listening,
            new Service(endpoints, pages, streams),
            options.limits(),
            new PeerCheck(socket, options.group().isPresent()),
            traffic));
    closeLater(new EndedPods(pods));
    closeLater(new Restarts(pods));
    // Its streams end before the socket waits for its calls.
    closeLater(runtime);
    manager.ready(() -> listening.isOpen());
  }

  private static CgroupDriver driver(DaemonOptions options) {
    return options.pods().bySystemd() ? CgroupDriver.SYSTEMD : CgroupDriver.CGROUPFS;
  }

  private <T extends AutoCloseable> T closeLater(T part) {
    parts.push(part);
    return part;
  }

  /** Where it serves. */
  public Path socket() {
    return socket;
  }

  @Override
  public void close() {
    manager.stopping();
    closeParts();
    manager.close();
  }

  private void closeParts() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        System.err.println("davit: daemon: " + part.getClass().getSimpleName() + ": " + e);
      }
    }
  }
}
