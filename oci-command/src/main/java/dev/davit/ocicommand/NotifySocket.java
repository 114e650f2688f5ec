package dev.davit.ocicommand;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.socket.PassedSockets;
import dev.davit.linux.socket.UnixSocket;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.launch.NotifyPlace;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tells the service manager that has started this command when the program of a container is ready
 * (sd_notify(3)). The program has a socket of its own, since the service manager believes only
 * processes of the service; what it says there is passed on with the number of the process to
 * watch.
 */
final class NotifySocket implements AutoCloseable {

  private static final String VARIABLE = "NOTIFY_SOCKET";
  private static final String READY = "READY=";
  private static final int MESSAGE_MAX = 4096;
  private static final Duration LONG = Duration.ofHours(1);

  private final String manager;
  private final Fd socket;
  private final int init;
  private final Fd process;

  private NotifySocket(String manager, Fd socket, int init, Fd process) {
    this.manager = manager;
    this.socket = socket;
    this.init = init;
    this.process = process;
  }

  /**
   * Listens.
   *
   * @param path where the socket is made; a file that is there is of a start that failed
   * @param init the container's first process
   * @throws ErrnoException if that is not there, or the socket cannot be made; nothing is left open
   */
  static NotifySocket listen(String manager, Path path, int init)
      throws ErrnoException, IOException {
    Fd process = PidFd.open(init);
    try {
      Files.deleteIfExists(path);
      Fd socket = UnixSocket.bindDatagram(path.toString());
      try {
        // whoever the program is: nobody else gets into the directory
        Metadata.chmod(Fd.CWD, path.toString(), 0777);
        return new NotifySocket(manager, socket, init, process);
      } catch (ErrnoException e) {
        socket.close();
        throw e;
      }
    } catch (ErrnoException | IOException e) {
      process.close();
      throw e;
    }
  }

  /** Whether somebody wants to hear. */
  static boolean isWanted() {
    return manager().isPresent();
  }

  private static Optional<String> manager() {
    return Optional.ofNullable(System.getenv(VARIABLE)).filter(path -> !path.isEmpty());
  }

  /**
   * Listens to a container that is about to be started.
   *
   * @return empty if nobody wants to hear, or the container was created where nobody did
   */
  static Optional<NotifySocket> listen(Invocation call, Runtime runtime, ContainerId id) {
    Path path = NotifyPlace.socket(call.states().directory(id));
    Optional<String> manager = manager();
    if (manager.isEmpty() || !Files.isDirectory(path.getParent())) {
      return Optional.empty();
    }
    Optional<ProcessIdentity> init = runtime.state(id).process();
    if (init.isEmpty()) {
      return Optional.empty(); // what is wrong with it is for its start to say
    }
    try {
      return Optional.of(listen(manager.get(), path, init.get().pid()));
    } catch (IOException e) {
      throw new CommandFailure("notify socket: " + e);
    } catch (ErrnoException e) {
      throw new CommandFailure("notify socket: " + e.getMessage());
    }
  }

  /** Waits until the program is ready, and names the container's first process as the main one. */
  void pass() {
    pass(init);
  }

  /**
   * Waits until the program is ready, and tells; or until it has ended.
   *
   * @param watched the process that the service manager is to watch
   */
  void pass(long watched) {
    List<Poll.Interest> both =
        List.of(
            new Poll.Interest(socket, PollEvents.IN), new Poll.Interest(process, PollEvents.IN));
    try {
      for (boolean over = false; !over; ) {
        int[] events = Poll.await(both, LONG);
        // what it has said last is there even if it has ended since
        Optional<String> ready = events[0] != 0 ? receive() : Optional.empty();
        if (ready.isPresent()) {
          send(ready.get());
          send("MAINPID=" + watched);
        }
        over = ready.isPresent() || events[0] == 0 && events[1] != 0;
      }
    } catch (ErrnoException e) {
      throw new CommandFailure("notify socket " + manager + ": " + e.getMessage());
    }
  }

  /** The same while this process does something else. */
  void passMeanwhile(Log log) {
    Thread thread =
        new Thread(
            () -> {
              try (this) {
                pass(ProcessHandle.current().pid());
              } catch (CommandFailure e) {
                log.warning(e.getMessage());
              }
            },
            "notify");
    thread.setDaemon(true);
    thread.start();
  }

  /** The line of a message that says whether the program is ready. */
  private Optional<String> receive() throws ErrnoException {
    byte[] message = new byte[MESSAGE_MAX];
    int length = Content.read(socket, message, 0, message.length);
    return new String(message, 0, Math.max(0, length), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(READY))
        .findFirst();
  }

  private void send(String line) throws ErrnoException {
    PassedSockets.sendDatagram(manager, (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    socket.close();
    process.close();
  }
}
