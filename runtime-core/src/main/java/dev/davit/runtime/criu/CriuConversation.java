package dev.davit.runtime.criu;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.socket.DescriptorMessage;
import java.util.List;

/**
 * One request to a criu that was started for it ({@code criu swrk}), over a socket of packets.
 *
 * <pre>
 *   request        ──&gt;
 *   notification   &lt;──    as often as a stage is reached; criu waits
 *   go on          ──&gt;
 *   answer         &lt;──    and criu ends
 * </pre>
 */
public final class CriuConversation {

  private static final int PACKET_MAX = 64 * 1024;

  /** Hears of the stages. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A stage was reached; criu waits until this returns, and gives up if it throws.
     *
     * @param stage such as {@code setup-namespaces}
     * @param pid the first process of the container; 0 where criu does not tell
     * @param descriptors what came with it, closed after that
     */
    void reached(String stage, int pid, List<Fd> descriptors) throws ErrnoException;
  }

  private final Fd socket;

  /** Over a socket, which stays the caller's. */
  public CriuConversation(Fd socket) {
    this.socket = socket;
  }

  /**
   * The version of criu: major, minor and third number times 10000, 100 and 1.
   *
   * @throws CriuFailure if it does not tell
   */
  public int version() throws CriuFailure, ErrnoException {
    return ask(new CriuRequest(CriuRequest.Kind.VERSION), (stage, pid, descriptors) -> {})
        .version();
  }

  /**
   * Asks whether it works on this machine at all.
   *
   * @throws CriuFailure if it does not
   */
  public void check() throws CriuFailure, ErrnoException {
    ask(new CriuRequest(CriuRequest.Kind.FEATURE_CHECK), (stage, pid, descriptors) -> {});
  }

  /**
   * Asks, and waits for the answer.
   *
   * @return the number of the restored process; 0 if nothing was restored
   * @throws CriuFailure if it could not do it
   */
  public int request(CriuRequest request, Listener listener) throws CriuFailure, ErrnoException {
    return ask(request, listener).pid();
  }

  private CriuAnswer ask(CriuRequest request, Listener listener)
      throws CriuFailure, ErrnoException {
    RuntimeException refused = null;
    try {
      DescriptorMessage.send(socket, request.toBytes(), List.of());
      while (true) {
        CriuAnswer answer;
        try (DescriptorMessage message = DescriptorMessage.receive(socket, PACKET_MAX)) {
          if (message.data().length == 0) {
            throw new CriuFailure("");
          }
          answer = CriuAnswer.parse(message.data());
          if (!answer.notification().isEmpty()) {
            refused = tell(answer, message.descriptors(), listener, refused);
          }
        }
        if (answer.notification().isEmpty()) {
          if (refused != null) {
            throw refused;
          }
          return result(answer);
        }
      }
    } catch (ErrnoException e) {
      if (e.is(Errno.EPIPE) || e.is(Errno.ECONNRESET)) {
        if (refused != null) {
          throw refused;
        }
        throw new CriuFailure("");
      }
      throw e;
    } catch (CriuFailure e) {
      if (refused != null) {
        throw refused;
      }
      throw e;
    } catch (IllegalArgumentException e) {
      throw new CriuFailure("its answer is " + e.getMessage());
    }
  }

  /** Tells the listener and lets criu go on, or give up. */
  private RuntimeException tell(
      CriuAnswer answer, List<Fd> descriptors, Listener listener, RuntimeException earlier)
      throws ErrnoException {
    RuntimeException refused = earlier;
    if (refused == null) {
      try {
        listener.reached(answer.notification(), answer.pid(), descriptors);
      } catch (RuntimeException e) {
        refused = e;
      }
    }
    DescriptorMessage.send(socket, CriuRequest.notified(refused == null), List.of());
    return refused;
  }

  private static CriuAnswer result(CriuAnswer answer) throws CriuFailure {
    if (answer.success()) {
      return answer;
    }
    String reason = answer.message().strip();
    if (reason.isEmpty() && answer.errno() != 0) {
      reason = Errno.of(answer.errno()).text();
    }
    throw new CriuFailure(reason);
  }
}
