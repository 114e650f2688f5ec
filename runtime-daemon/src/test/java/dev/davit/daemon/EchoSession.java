package dev.davit.daemon;

import dev.davit.engine.pod.ExecConfig;
import dev.davit.engine.pod.ExecSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command that says its sizes, gives back its input, and ends with it, with the code 7. */
final class EchoSession implements ExecSession {

  private final PipedOutputStream output = new PipedOutputStream();
  private final PipedInputStream stdout;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  EchoSession(ExecConfig config) {
    try {
      stdout = new PipedInputStream(output, 1 << 16);
      if (!config.stdin()) {
        output.write(String.join(" ", config.command()).getBytes(StandardCharsets.UTF_8));
        output.close();
        exit.complete(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputStream stdout() {
    return stdout;
  }

  @Override
  public InputStream stderr() {
    return InputStream.nullInputStream();
  }

  @Override
  public OutputStream stdin() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        output.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        output.write(bytes, offset, length);
        output.flush();
      }

      @Override
      public void close() throws IOException {
        output.close();
        exit.complete(7);
      }
    };
  }

  @Override
  public void resize(int rows, int columns) {
    try {
      output.write((rows + "x" + columns + "\n").getBytes(StandardCharsets.UTF_8));
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Integer> waitFor(Duration timeout) throws InterruptedException {
    try {
      return Optional.of(exit.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CompletableFuture<Integer> onExit() {
    return exit;
  }

  @Override
  public void close() {
    try {
      output.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    exit.complete(137);
  }
}
