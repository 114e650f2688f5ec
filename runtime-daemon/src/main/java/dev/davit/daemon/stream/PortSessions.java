package dev.davit.daemon.stream;

import dev.davit.engine.pod.Pods;
import dev.davit.engine.pod.PortSession;
import dev.davit.oci.DavitException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ports of a pod on the channels of {@code v4.channel.k8s.io}: the data of the n-th port on channel
 * 2n, its error on 2n+1. The first message of each is the number of the port in two bytes, the
 * lower first.
 */
final class PortSessions implements Session {

  private static final int BUFFER = 32 * 1024;

  private final Pods pods;
  private final String pod;
  private final List<Integer> ports;

  PortSessions(Pods pods, String pod, List<Integer> ports) {
    this.pods = pods;
    this.pod = pod;
    this.ports = List.copyOf(ports);
  }

  @Override
  public void run(Wire wire) throws Exception {
    List<PortSession> sessions = new ArrayList<>();
    List<Thread> outputs = new ArrayList<>();
    try {
      for (int i = 0; i < ports.size(); i++) {
        byte[] head = {(byte) (int) ports.get(i), (byte) (ports.get(i) >> 8)};
        wire.send(2 * i, head, head.length);
        wire.send(2 * i + 1, head, head.length);
      }
      for (int i = 0; i < ports.size(); i++) {
        PortSession session = open(wire, i);
        sessions.add(session);
        if (session != null) {
          int channel = 2 * i;
          outputs.add(StreamServer.start("port", () -> output(wire, channel, session.input())));
        }
      }
      Thread input = StreamServer.start("port-input", () -> input(wire, sessions));
      for (Thread output : outputs) {
        output.join();
      }
      input.interrupt();
    } finally {
      for (PortSession session : sessions) {
        if (session != null) {
          session.close();
        }
      }
    }
  }

  private PortSession open(Wire wire, int index) throws IOException {
    try {
      return pods.portForward(pod, ports.get(index));
    } catch (DavitException e) {
      byte[] message = e.getMessage().getBytes(StandardCharsets.UTF_8);
      wire.send(2 * index + 1, message, message.length);
      return null;
    }
  }

  private static void output(Wire wire, int channel, InputStream stream) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        wire.send(channel, buffer, n);
      }
      wire.end(channel);
    } catch (IOException e) {
      // The client or the port is gone: that ends this direction.
    }
  }

  private static void input(Wire wire, List<PortSession> sessions) {
    try {
      while (true) {
        Optional<Wire.Message> message = wire.receive();
        if (message.isEmpty()) {
          sessions.forEach(s -> close(s));
          return;
        }
        int index = message.get().channel() / 2;
        if (message.get().channel() % 2 == 0 && index < sessions.size()) {
          write(sessions.get(index), message.get().data());
        }
      }
    } catch (InterruptedException e) {
      // All ports have ended.
    }
  }

  private static void close(PortSession session) {
    if (session != null) {
      session.close();
    }
  }

  private static void write(PortSession session, Optional<byte[]> data) {
    if (session == null) {
      return;
    }
    try {
      if (data.isPresent()) {
        session.output().write(data.get());
        session.output().flush();
      } else {
        session.output().close();
      }
    } catch (IOException e) {
      session.close();
    }
  }
}
