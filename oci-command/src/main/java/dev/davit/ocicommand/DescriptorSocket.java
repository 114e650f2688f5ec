package dev.davit.ocicommand;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.socket.DescriptorMessage;
import dev.davit.linux.socket.UnixSocket;
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
    Optional<String> path = options.last("pidfd-socket").filter(text -> !text.isEmpty());
    if (path.isEmpty()) {
      return;
    }
    try (Fd process = PidFd.open(pid)) {
      send(path.get(), "pidfd", process);
    } catch (ErrnoException e) {
      throw new CommandFailure("pidfd socket " + path.get() + ": " + e.getMessage());
    }
  }

  private static void send(String path, String name, Fd descriptor) throws ErrnoException {
    try (Fd socket = UnixSocket.connect(path)) {
      DescriptorMessage.send(socket, name.getBytes(StandardCharsets.UTF_8), List.of(descriptor));
    }
  }
}
