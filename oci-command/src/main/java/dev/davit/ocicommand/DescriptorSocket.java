package dev.davit.ocicommand;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.socket.DescriptorMessage;
import dev.davit.linux.socket.UnixSocket;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.plan.SupportedFeatures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Sockets of the caller that get a descriptor each, with its name (SCM_RIGHTS, unix(7)). */
final class DescriptorSocket {

  private DescriptorSocket() {}

  /** Sends the master of a terminal to the socket of {@code --console-socket}. */
  static void sendConsole(String path, Fd master) {
    try {
      send(path, "/dev/ptmx", master);
    } catch (ErrnoException e) {
      throw new CommandFailure("console socket " + path + ": " + e.getMessage());
    }
  }

  /**
   * Sends a pidfd of a process, which has not been waited for, to the socket of {@code
   * --pidfd-socket}, if there is one.
   */
  static void sendProcess(Options options, int pid) {
    options.last("pidfd-socket").ifPresent(path -> sendProcess("pidfd socket", path, pid));
  }

  /**
   * Sends a pidfd of a container's init to the socket that its annotation {@code
   * run.oci.pidfd_receiver} names (crun(1)), if there is one.
   */
  static void sendInit(Spec spec, int pid) {
    Optional.ofNullable(spec.annotations().get(SupportedFeatures.PIDFD_RECEIVER))
        .ifPresent(path -> sendProcess(SupportedFeatures.PIDFD_RECEIVER, path, pid));
  }

  private static void sendProcess(String what, String path, int pid) {
    if (path.isEmpty()) {
      return;
    }
    try (Fd process = PidFd.open(pid)) {
      send(path, "pidfd", process);
    } catch (ErrnoException e) {
      throw new CommandFailure(what + " " + path + ": " + e.getMessage());
    }
  }

  private static void send(String path, String name, Fd descriptor) throws ErrnoException {
    try (Fd socket = UnixSocket.connect(path)) {
      DescriptorMessage.send(socket, name.getBytes(StandardCharsets.UTF_8), List.of(descriptor));
    }
  }
}
