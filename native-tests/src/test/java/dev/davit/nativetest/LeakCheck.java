package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test, a class or the whole run that leaves anything behind on the host: a mount, a
 * cgroup, a network device or namespace, a process, an open descriptor, a directory. It is
 * registered for every test of this module through META-INF/services, so that no test can forget
 * it.
 */
public final class LeakCheck
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(LeakCheck.class);

  /** The kernel frees some things a moment after the last process: that long we look again. */
  private static final long PATIENCE_MS = 10_000L * Tool.SCALE;

  /** What a {@code java.net.http.HttpClient} has open. */
  private static final Set<String> SELECTOR =
      Set.of("descriptor: anon_inode:[eventfd]", "descriptor: anon_inode:[eventpoll]");

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(HERE)
        .computeIfAbsent(WholeRun.class, k -> new WholeRun(first()), WholeRun.class);
    remember(context);
  }

  /** From its first closed socket on, the JVM keeps one to close others with; that is no leak. */
  private static HostSnapshot first() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      socket.setReuseAddress(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HostSnapshot.take();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    remember(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    compare(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    compare(context);
  }

  private static void remember(ExtensionContext context) {
    context.getStore(HERE).put(context.getUniqueId(), HostSnapshot.take());
  }

  private static void compare(ExtensionContext context) {
    HostSnapshot before = context.getStore(HERE).get(context.getUniqueId(), HostSnapshot.class);
    List<String> leaks = leaks(before);
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          context.getDisplayName() + " left behind:\n  " + String.join("\n  ", leaks));
    }
  }

  /** What is there now and was not before, after giving the kernel time to clean up. */
  static List<String> leaks(HostSnapshot before) {
    long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
    List<String> leaks = new ArrayList<>(HostSnapshot.take().since(before));
    for (int round = 0; !leaks.isEmpty() && System.nanoTime() < end; round++) {
      if (round % 50 == 0 && SELECTOR.containsAll(leaks)) {
        // Before Java 21 it can only be collected; it looks every three seconds whether it was.
        System.gc();
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return leaks;
      }
      leaks = HostSnapshot.take().since(before);
    }
    return leaks;
  }

  /** Compares once more when everything has run, and takes the workspace away. */
  private record WholeRun(HostSnapshot before) implements AutoCloseable {
    @Override
    public void close() {
      SharedImages.close();
      Workspace.delete(Workspace.root());
      List<String> leaks = leaks(before);
      if (!leaks.isEmpty()) {
        throw new AssertionError("the whole run left behind:\n  " + String.join("\n  ", leaks));
      }
    }
  }
}
