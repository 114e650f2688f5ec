package dev.davit.ocicommand;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.socket.DescriptorMessage;
import dev.davit.linux.socket.UnixSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The socket of {@code --console-socket}, which gets the master of the terminal (SCM_RIGHTS). */
final class ConsoleSocket {

  private ConsoleSocket() {}

  /** Sends a master. */
  static void send(String path, Fd master) {
    try (Fd socket = UnixSocket.connect(path)) {
      DescriptorMessage.send(socket, "/dev/ptmx".getBytes(StandardCharsets.UTF_8), List.of(master));
    } catch (ErrnoException e) {
      throw new CommandFailure("console socket " + path + ": " + e.getMessage());
    }
  }
}
