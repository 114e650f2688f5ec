package dev.davit.runtime.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How a process will have ended, for those who wait.
 *
 * @param <T> what is told of its end
 */
final class AwaitedExit<T> {
  private final CompletableFuture<T> exit = new CompletableFuture<>();

  void complete(T how) {
    exit.complete(how);
  }

  /** Nobody will know how it ended. */
  void fail(RuntimeException why) {
    exit.completeExceptionally(why);
  }

  T get() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    }
  }

  /** Empty if it has not ended within this time. */
  Optional<T> get(Duration timeout) throws InterruptedException {
    try {
      return Optional.of(exit.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    }
  }

  /** Whether it ends within this time, even if nobody knows how. */
  boolean comes(Duration timeout) throws InterruptedException {
    try {
      exit.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static RuntimeException unwrapped(Throwable cause) {
    return cause instanceof RuntimeException known ? known : new CompletionException(cause);
  }

  /** Completes with it; whoever completes or cancels what is returned changes nothing here. */
  CompletableFuture<T> onExit() {
    return exit.copy();
  }
}
