package dev.davit.daemon.stream;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import dev.davit.cri.v1.AttachRequest;
import dev.davit.cri.v1.AttachResponse;
import dev.davit.cri.v1.ExecRequest;
import dev.davit.cri.v1.ExecResponse;
import dev.davit.cri.v1.PortForwardRequest;
import dev.davit.cri.v1.PortForwardResponse;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.daemon.connect.Endpoints;
import dev.davit.daemon.connect.Lane;
import dev.davit.daemon.cri.Checks;
import dev.davit.engine.pod.ContainerState;
import dev.davit.engine.pod.ContainerStatus;
import dev.davit.engine.pod.ExecConfig;
import dev.davit.engine.pod.PodState;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.nio.file.Path;
import java.util.List;

/** The calls that give the URL of a stream. */
public final class StreamCalls {

  private static final int PORTS = 64;

  private final Pods pods;
  private final StreamServer server;
  private final Path socket;

  /**
   * On these pods.
   *
   * @param socket the one that serves the streams
   */
  public StreamCalls(Pods pods, StreamServer server, Path socket) {
    this.pods = pods;
    this.server = server;
    this.socket = socket;
  }

  /** Serves them. */
  public void register(Endpoints endpoints) {
    endpoints
        .unary(RuntimeService.EXEC, Lane.QUERY, (q, c) -> exec(q))
        .unary(RuntimeService.ATTACH, Lane.QUERY, (q, c) -> attach(q))
        .unary(RuntimeService.PORT_FORWARD, Lane.QUERY, (q, c) -> portForward(q));
  }

  private ExecResponse exec(ExecRequest request) {
    if (request.cmd().isEmpty()) {
      throw new CriException(Code.INVALID_ARGUMENT, "cmd: required");
    }
    check(request.stdin(), request.stdout(), request.stderr(), request.tty());
    String id = running(request.containerId()).id();
    ExecConfig config =
        new ExecConfig(
            request.cmd(), request.stdin(), request.stdout(), request.stderr(), request.tty());
    return new ExecResponse(url("exec", CommandSession.exec(pods, id, config)));
  }

  private AttachResponse attach(AttachRequest request) {
    check(request.stdin(), request.stdout(), request.stderr(), request.tty());
    ContainerStatus container = running(request.containerId());
    boolean tty = pods.containerConfig(container.id()).tty();
    if (tty != request.tty()) {
      throw new CriException(
          Code.INVALID_ARGUMENT, "tty: the container has " + (tty ? "a terminal" : "none"));
    }
    return new AttachResponse(
        url(
            "attach",
            CommandSession.attach(
                pods, container.id(), request.stdin(), request.stdout(), request.stderr(), tty)));
  }

  private static void check(boolean stdin, boolean stdout, boolean stderr, boolean tty) {
    if (!stdin && !stdout && !stderr) {
      throw new CriException(
          Code.INVALID_ARGUMENT, "stdin, stdout, stderr: one of them has to be true");
    }
    if (tty && stderr) {
      throw new CriException(
          Code.INVALID_ARGUMENT, "stderr: a terminal has one output: set stdout only");
    }
  }

  private ContainerStatus running(String id) {
    ContainerStatus container = pods.containerStatus(Checks.id(id, "container_id"));
    if (container.state() != ContainerState.RUNNING) {
      throw new CriException(
          Code.FAILED_PRECONDITION,
          "container " + container.id() + ": it is not running but " + container.state());
    }
    return container;
  }

  private PortForwardResponse portForward(PortForwardRequest request) {
    String id = Checks.id(request.podSandboxId(), "pod_sandbox_id");
    List<Integer> ports = request.port();
    if (ports.isEmpty() || ports.size() > PORTS) {
      throw new CriException(
          Code.INVALID_ARGUMENT, "port: " + ports.size() + " ports: expected 1 to " + PORTS);
    }
    for (int port : ports) {
      if (port < 1 || port > 65_535) {
        throw new CriException(Code.INVALID_ARGUMENT, "port: " + port + ": expected 1 to 65535");
      }
    }
    PodStatus pod = pods.status(id);
    if (pod.state() != PodState.READY) {
      throw new CriException(
          Code.FAILED_PRECONDITION, "pod " + pod.id() + ": it is not ready but stopped");
    }
    return new PortForwardResponse(url("portforward", new PortSessions(pods, pod.id(), ports)));
  }

  private String url(String kind, Session session) {
    return "ws+unix://" + socket + ":" + server.issue(kind, session);
  }
}
