package dev.davit.engine.pod;

import java.time.Duration;

/**
 * How a container is saved.
 *
 * @param timeout after it the container goes on and nothing is saved; zero for no limit
 * @param leaveRunning whether the container goes on afterwards, or ends as if it were killed
 * @param tcpEstablished whether open connections of TCP are saved; otherwise there must be none
 */
public record CheckpointOptions(Duration timeout, boolean leaveRunning, boolean tcpEstablished) {

  /** As the CRI wants it: the container goes on. */
  public static CheckpointOptions within(Duration timeout) {
    return new CheckpointOptions(timeout, true, false);
  }

  /** A copy after which the container goes on, or does not. */
  public CheckpointOptions withLeaveRunning(boolean leaveRunning) {
    return new CheckpointOptions(timeout, leaveRunning, tcpEstablished);
  }

  /** A copy that saves open connections, or refuses them. */
  public CheckpointOptions withTcpEstablished(boolean tcpEstablished) {
    return new CheckpointOptions(timeout, leaveRunning, tcpEstablished);
  }
}
