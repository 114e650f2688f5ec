package dev.davit.engine;

import dev.davit.linux.Signal;
import dev.davit.runtime.Console;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerExit;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A container that this {@link Davit} has started. It is safe for use by many threads.
 *
 * <p>It runs on when this object is forgotten, when its {@link Davit} is closed and when the Java
 * program ends. Closing this object ends it, unless it was to be kept.
 */
public final class RunningContainer implements AutoCloseable {

  private final Davit davit;
  private final String id;
  private final Optional<String> name;
  private final boolean autoRemove;
  private final Container container;

  RunningContainer(
      Davit davit, String id, Optional<String> name, boolean autoRemove, Container container) {
    this.davit = davit;
    this.id = id;
    this.name = name;
    this.autoRemove = autoRemove;
    this.container = container;
  }

  /** 64 hexadecimal digits. */
  public String id() {
    return id;
  }

  /** The first 12 digits of the id: enough for people. */
  public String shortId() {
    return ContainerInfo.shortId(id);
  }

  /** What its user called it. */
  public Optional<String> name() {
    return name;
  }

  /** Its first process, as the host numbers it. */
  public int pid() {
    return container.pid();
  }

  /**
   * Its standard output. Read it to the end, or the container stops when the pipe is full.
   *
   * @throws IllegalStateException if that is no pipe
   */
  public InputStream stdout() {
    return container.stdout();
  }

  /**
   * Its standard error.
   *
   * @throws IllegalStateException if that is no pipe
   */
  public InputStream stderr() {
    return container.stderr();
  }

  /**
   * Its standard input, if it was to be kept open; closing it gives the container end of file.
   *
   * @throws IllegalStateException if that is no pipe
   */
  public OutputStream stdin() {
    return container.stdin();
  }

  /**
   * Its terminal.
   *
   * @throws IllegalStateException if it has none
   */
  public Console console() {
    return container.console();
  }

  /** What could not be done as asked, and was no reason not to start it; for people. */
  public List<String> warnings() {
    return container.warnings();
  }

  /** Sends a signal to its first process; does nothing if that has ended. */
  public void kill(Signal signal) {
    container.kill(signal);
  }

  /**
   * Waits until it has ended.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public ContainerExit waitFor() throws InterruptedException {
    return container.waitFor();
  }

  /**
   * Waits until it has ended, or until the time is over.
   *
   * @return empty if it still runs
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<ContainerExit> waitFor(Duration timeout) throws InterruptedException {
    return container.waitFor(timeout);
  }

  /** Completes when it has ended. */
  public CompletableFuture<ContainerExit> onExit() {
    return container.onExit();
  }

  /**
   * Removes it, its writable layer, cgroup and state; kills its processes first if it still runs.
   * Of a container that was started with {@link ContainerBuilder#keep} only the streams are closed:
   * it runs on. Closing twice is no error.
   */
  @Override
  public void close() {
    if (autoRemove) {
      davit.discard(container, id, name);
    } else {
      container.release();
    }
  }
}
