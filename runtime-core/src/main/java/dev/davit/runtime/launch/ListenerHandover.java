package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.socket.DescriptorMessage;
import dev.davit.linux.socket.UnixSocket;
import dev.davit.oci.runtime.ContainerProcessState;
import dev.davit.oci.runtime.Defaults;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.State;
import dev.davit.runtime.StepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes the seccomp listener out of a process that has just opened it, and sends it to whom the
 * configuration names (runtime-spec 1.3.0, config-linux.md, "The Container Process State").
 *
 * <p>The process cannot send it itself: from the moment at which there is a listener, any call may
 * be one that waits for it.
 */
final class ListenerHandover {

  private static final String SENT = "seccompFd";
  private static final String NOTIFY = "anon_inode:seccomp notify";
  private static final long PAUSE_NS = 200_000;

  private final Seccomp seccomp;

  /** For the section that names the listener. */
  ListenerHandover(Seccomp seccomp) {
    this.seccomp = seccomp;
  }

  /**
   * Hands it over and lets the process go on, unless that fails before it has a listener: then its
   * report says why.
   *
   * @param descriptor the number that the listener will have in the process
   * @param state what the listener is told of the container
   * @throws StepException if nobody listens
   */
  void handOver(int pid, int descriptor, State state, Report report, Fd go) throws ErrnoException {
    try (Fd process = PidFd.open(pid)) {
      Fd listener = null;
      while (listener == null) {
        listener = take(process, descriptor);
        if (listener == null) {
          if (report.isReady()) {
            return;
          }
          LockSupport.parkNanos(PAUSE_NS);
        }
      }
      try (Fd taken = listener) {
        send(taken, pid, state);
      }
    }
    Content.writeAll(go, new byte[] {1});
  }

  private static Fd take(Fd process, int descriptor) throws ErrnoException {
    try {
      Fd taken = PidFd.takeDescriptor(process, descriptor);
      if (Files.readSymbolicLink(Path.of(taken.procPath())).toString().equals(NOTIFY)) {
        return taken;
      }
      taken.close();
      return null;
    } catch (IOException e) {
      throw StepException.of("seccomp listener", e.getMessage());
    } catch (ErrnoException e) {
      if (e.is(Errno.EBADF) || e.is(Errno.ESRCH)) {
        return null;
      }
      throw e;
    }
  }

  private void send(Fd listener, int pid, State state) {
    String path = seccomp.listenerPath().orElseThrow();
    byte[] message =
        new ContainerProcessState(
                Defaults.OCI_VERSION,
                List.of(SENT),
                pid,
                seccomp.listenerMetadata(),
                state,
                Map.of())
            .toJson()
            .getBytes(StandardCharsets.UTF_8);
    String title = "send the seccomp listener to " + path;
    try (Fd socket = UnixSocket.connect(path)) {
      int sent = DescriptorMessage.send(socket, message, List.of(listener));
      while (sent < message.length) {
        sent += Content.write(socket, message, sent, message.length - sent);
      }
    } catch (ErrnoException e) {
      String cure =
          e.is(Errno.ENOENT) || e.is(Errno.ECONNREFUSED)
              ? "nobody listens there: start the seccomp agent first"
              : "";
      throw StepException.ofCall(
          title, title, e.call(), e.errno(), cure, StepException.RUNTIME_FAILED);
    }
  }
}
