package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;

/** A TCP connection into the network namespace of a pod. */
final class PortConnection {

  private PortConnection() {}

  static PortSession open(Sandbox pod, int port) {
    throw new PodException(Reason.UNSUPPORTED, "port-forward: " + pod.id + ": " + port);
  }
}
