package dev.davit.engine.pod;

import dev.davit.linux.Signal;
import dev.davit.runtime.Console;
import dev.davit.runtime.ExecExit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A session of the runtime in the words of the CRI. */
final class ExecStreams implements ExecSession {

  private final dev.davit.runtime.ExecSession session;
  private final ExecConfig config;
  private final Optional<Console> console;

  ExecStreams(dev.davit.runtime.ExecSession session, ExecConfig config) {
    this.session = session;
    this.config = config;
    this.console = config.tty() ? Optional.of(session.console()) : Optional.empty();
    if (!config.tty() && !config.stdin()) {
      try {
        session.stdin().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public InputStream stdout() {
    return console.map(Console::output).orElseGet(session::stdout);
  }

  @Override
  public InputStream stderr() {
    return console.isPresent() ? InputStream.nullInputStream() : session.stderr();
  }

  @Override
  public OutputStream stdin() {
    return console.map(Console::input).orElseGet(session::stdin);
  }

  @Override
  public void resize(int rows, int columns) {
    console.ifPresent(c -> c.resize(rows, columns));
  }

  @Override
  public Optional<Integer> waitFor(Duration timeout) throws InterruptedException {
    return session.waitFor(timeout).map(ExecExit::code);
  }

  @Override
  public CompletableFuture<Integer> onExit() {
    return session.onExit().thenApply(ExecExit::code);
  }

  @Override
  public void close() {
    session.kill(Signal.KILL);
    session.close();
  }
}
