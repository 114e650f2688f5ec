package dev.davit.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A program of the host that connects a container's new network namespace with the outside, such as
 * pasta(1) or slirp4netns(1). The container's supervisor starts it before the container's init is
 * there, waits until it is ready, and ends it with the container; if the supervisor is killed, the
 * kernel ends it (PR_SET_PDEATHSIG, prctl(2)).
 *
 * <p>Its standard input is the network namespace, {@value #NAMESPACE}. What it says on standard
 * error becomes part of the message when it fails.
 *
 * @param program its file, absolute
 * @param arguments with its name
 * @param ready the descriptor into which it writes at least one byte when it is ready: {@link
 *     #OUTPUT} or {@link #READY}
 */
public record NetworkHelper(Path program, List<String> arguments, int ready) {

  /** How the program names the network namespace. */
  public static final String NAMESPACE = "/proc/self/fd/0";

  /** It says on standard output that it is ready, and nothing else. */
  public static final int OUTPUT = 1;

  /** It says on a descriptor of its own that it is ready; its standard output is not looked at. */
  public static final int READY = 4;

  /** Copies the list. */
  public NetworkHelper {
    Objects.requireNonNull(program, "program");
    arguments = List.copyOf(arguments);
    if (ready != OUTPUT && ready != READY) {
      throw new IllegalArgumentException("ready: " + ready + ": neither 1 nor 4");
    }
  }

  /** What people call it. */
  public String name() {
    return program.getFileName().toString();
  }
}
