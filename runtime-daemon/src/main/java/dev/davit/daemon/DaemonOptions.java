package dev.davit.daemon;

import dev.davit.daemon.connect.Limits;
import dev.davit.engine.pod.PodSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a daemon serves.
 *
 * @param socket the path of its socket
 * @param group whose members may call it beside root and its own user
 * @param root images and the writable layers of containers
 * @param state which containers run
 * @param version of the runtime, as semver
 * @param pods how pods are kept
 * @param limits what a client may use
 */
public record DaemonOptions(
    Path socket,
    Optional<String> group,
    Path root,
    Path state,
    String version,
    PodSettings pods,
    Limits limits) {

  /** Where clients look for it. */
  public static final Path DEFAULT_SOCKET = Path.of("/run/davit/davit.sock");

  /** The socket of a daemon for which none is named. */
  public static Path socket(Path state) {
    return state.resolve("davit.sock");
  }
}
