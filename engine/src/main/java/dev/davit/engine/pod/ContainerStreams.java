package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.terminal.Terminal;
import dev.davit.linux.terminal.WindowSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The streams of a container that runs: its log and whoever is attached. */
final class ContainerStreams {

  private static final int ATTACHED_MAX = 1 << 20;
  private static final Duration LOGGED = Duration.ofSeconds(2);
  private static final String STDOUT = "stdout";
  private static final String STDERR = "stderr";

  private final Optional<LogFile> log;
  private final Optional<Fd> stdin;
  private final Optional<Fd> terminal;
  private final boolean stdinOnce;
  private final CountDownLatch open;
  private final CopyOnWriteArrayList<Client> clients = new CopyOnWriteArrayList<>();

  /** The files of output on its way into the log; none without a log. */
  private final List<OutputSpool> spools = new ArrayList<>();

  private final StreamLoop loop;
  private final AtomicLong logged = new AtomicLong();

  private volatile boolean finished;

  /**
   * Begins to read.
   *
   * @param directory where output is on its way into the log
   * @param stdin the writing end of its input
   * @param terminal the master of its terminal; otherwise there are the two others
   */
  ContainerStreams(
      StreamLoop loop,
      Path directory,
      Optional<LogFile> log,
      Optional<Fd> stdin,
      Optional<Fd> terminal,
      Optional<Fd> stdout,
      Optional<Fd> stderr,
      boolean stdinOnce)
      throws ErrnoException {
    this.loop = loop;
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
      loop.read(terminal.get(), direct(STDOUT), this::ended);
    } else {
      this.terminal = Optional.empty();
      if (stdout.isPresent()) {
        loop.read(stdout.get(), feed(directory, STDOUT), this::ended);
      }
      if (stderr.isPresent()) {
        loop.read(stderr.get(), feed(directory, STDERR), this::ended);
      }
    }
  }

  /**
   * Ends what a process was about to do that was killed while it wrote the log.
   *
   * @param directory as it was given to the constructor
   */
  static void recover(Path directory, LogFile log) throws ErrnoException {
    for (String stream : List.of(STDOUT, STDERR)) {
      try (OutputSpool spool = OutputSpool.open(directory.resolve(stream))) {
        spool.recover(stream, log);
      }
    }
  }

  private StreamLoop.Feed feed(Path directory, String stream) throws ErrnoException {
    if (log.isEmpty()) {
      return direct(stream);
    }
    LogFile file = log.get();
    OutputSpool spool = OutputSpool.open(directory.resolve(stream));
    spools.add(spool);
    return (from, buffer) -> {
      int length = spool.carry(from, stream, file, buffer);
      logged.addAndGet(length);
      offer(stream, buffer, length);
      return length;
    };
  }

  /** What was read of a terminal, or for nobody but clients, is lost with this process. */
  private StreamLoop.Feed direct(String stream) {
    return (from, buffer) -> {
      int length = Content.read(from, buffer, 0, buffer.length);
      if (length > 0) {
        log.ifPresent(file -> file.append(stream, buffer, length));
        logged.addAndGet(length);
      }
      offer(stream, buffer, length);
      return length;
    };
  }

  private void offer(String stream, byte[] bytes, int length) {
    if (length > 0) {
      for (Client client : clients) {
        (stream.equals(STDERR) ? client.stderr : client.stdout).offer(bytes, length);
      }
    }
  }

  private void ended() {
    open.countDown();
    closeWhenOver();
  }

  /** Output that comes late, of a process that has escaped, is logged as well. */
  private void closeWhenOver() {
    if (finished && open.getCount() == 0) {
      log.ifPresent(LogFile::close);
      spools.forEach(OutputSpool::close);
    }
  }

  void reopenLog() throws ErrnoException {
    if (log.isPresent()) {
      log.get().reopen();
    }
  }

  /** Waits until what a container that stands still has said is in its log. */
  void awaitLogged() {
    Instant end = Instant.now().plus(LOGGED);
    long before;
    do {
      before = logged.get();
    } while (loop.awaitTurn(LOGGED)
        && loop.awaitTurn(LOGGED)
        && logged.get() != before
        && Instant.now().isBefore(end));
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
    finished = true;
    closeWhenOver();
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
