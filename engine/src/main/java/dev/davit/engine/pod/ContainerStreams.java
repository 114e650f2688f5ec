package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.terminal.Terminal;
import dev.davit.linux.terminal.WindowSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The streams of a container that runs: its log and whoever is attached. */
final class ContainerStreams {

  private static final int ATTACHED_MAX = 1 << 20;

  private final Optional<LogFile> log;
  private final Optional<Fd> stdin;
  private final Optional<Fd> terminal;
  private final boolean stdinOnce;
  private final CountDownLatch open;
  private final CopyOnWriteArrayList<Client> clients = new CopyOnWriteArrayList<>();

  /**
   * Begins to read.
   *
   * @param stdin the writing end of its input
   * @param terminal the master of its terminal; otherwise there are the two others
   */
  ContainerStreams(
      StreamLoop loop,
      Optional<LogFile> log,
      Optional<Fd> stdin,
      Optional<Fd> terminal,
      Optional<Fd> stdout,
      Optional<Fd> stderr,
      boolean stdinOnce)
      throws ErrnoException {
    this.log = log;
    this.stdin = stdin;
    this.stdinOnce = stdinOnce;
    this.open =
        new CountDownLatch(
            (int) (terminal.stream().count() + stdout.stream().count() + stderr.stream().count()));
    if (stdin.isPresent()) {
      Descriptors.setNonblocking(stdin.get(), true);
    }
    if (terminal.isPresent()) {
      // the loop closes its own descriptor at the end
      this.terminal = Optional.of(Descriptors.duplicate(terminal.get()));
      loop.read(terminal.get(), false, (b, n) -> output(false, b, n), open::countDown);
    } else {
      this.terminal = Optional.empty();
      if (stdout.isPresent()) {
        loop.read(stdout.get(), true, (b, n) -> output(false, b, n), open::countDown);
      }
      if (stderr.isPresent()) {
        loop.read(stderr.get(), true, (b, n) -> output(true, b, n), open::countDown);
      }
    }
  }

  private void output(boolean error, byte[] bytes, int length) {
    log.ifPresent(file -> file.append(error ? "stderr" : "stdout", bytes, length));
    for (Client client : clients) {
      (error ? client.stderr : client.stdout).offer(bytes, length);
    }
  }

  void reopenLog() throws ErrnoException {
    if (log.isPresent()) {
      log.get().reopen();
    }
  }

  /** Waits until all output was read, but not for ever: a process that escaped may hold it open. */
  void finish(Duration timeout) {
    try {
      open.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    clients.forEach(Client::end);
    stdin.ifPresent(Fd::close);
    terminal.ifPresent(Fd::close);
    log.ifPresent(LogFile::close);
  }

  AttachSession attach() {
    Client client = new Client();
    clients.add(client);
    return client;
  }

  private final class Client implements AttachSession {

    private final ByteQueue stdout = new ByteQueue(ATTACHED_MAX);
    private final ByteQueue stderr = new ByteQueue(ATTACHED_MAX);
    private Optional<OutputStream> input = Optional.empty();

    Client() {
      if (terminal.isPresent()) {
        stderr.end();
      }
    }

    @Override
    public InputStream stdout() {
      return stdout;
    }

    @Override
    public InputStream stderr() {
      return stderr;
    }

    @Override
    public synchronized OutputStream stdin() {
      if (input.isEmpty()) {
        Fd to =
            stdin
                .or(() -> terminal)
                .orElseThrow(
                    () ->
                        new PodException(
                            Reason.WRONG_STATE, "attach: the container was made without stdin"));
        input = Optional.of(new DescriptorWriter(to, this::inputEnded));
      }
      return input.get();
    }

    private void inputEnded() {
      if (stdinOnce) {
        stdin.ifPresent(Fd::close);
      }
    }

    @Override
    public void resize(int rows, int columns) {
      if (terminal.isEmpty() || !terminal.get().isOpen()) {
        return;
      }
      try {
        Terminal.setWindowSize(terminal.get(), new WindowSize(rows, columns));
      } catch (ErrnoException e) {
        throw new PodException(Reason.FAILED, "terminal: resize: " + e.getMessage(), e);
      }
    }

    private void end() {
      stdout.end();
      stderr.end();
    }

    @Override
    public synchronized void close() {
      clients.remove(this);
      end();
      if (input.isPresent()) {
        ((DescriptorWriter) input.get()).close();
      }
    }
  }
}
