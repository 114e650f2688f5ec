package dev.davit.linux.socket;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/**
 * Who was on the other side of a Unix socket when it was connected: SO_PEERCRED of unix(7).
 *
 * @param pid process, 0 when it is not in this PID namespace
 * @param uid effective user
 * @param gid effective group
 */
public record PeerCredentials(int pid, int uid, int gid) {
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int UCRED_SIZE = 12;

  /** getsockopt(2) with SO_PEERCRED. */
  public static PeerCredentials of(Fd socket) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long credentials = scratch.zeroed(UCRED_SIZE);
      long length = scratch.reserve(4);
      scratch.putInt(length, UCRED_SIZE);
      long result =
          Kernel.call(
              Syscall.GETSOCKOPT, socket.number(), SOL_SOCKET, SO_PEERCRED, credentials, length);
      if (result < 0) {
        throw CallText.of("getsockopt")
            .fd(socket)
            .raw("SOL_SOCKET")
            .raw("SO_PEERCRED")
            .raw("…")
            .number(UCRED_SIZE)
            .failed(result);
      }
      return new PeerCredentials(
          scratch.getInt(credentials),
          scratch.getInt(credentials + 4),
          scratch.getInt(credentials + 8));
    }
  }
}
