package dev.davit.nativetest;

import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts OCI bundles in this JVM: the same bundles that runc runs.
 *
 * @param runtime where they are recorded
 */
record EmbeddedRuns(Runtime runtime) implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger();

  static EmbeddedRuns open() {
    return new EmbeddedRuns(Runtime.open(Workspace.directory("embedded").resolve("state")));
  }

  /** What starts this bundle, each time with a new name and a cgroup of its own. */
  ContainerRequest request(RuncBundle bundle, Stdio stdio) {
    String id = "embedded-" + NEXT.incrementAndGet();
    try {
      String json =
          Files.readString(bundle.directory().resolve("config.json"))
              .replace(
                  DavitCommand.CGROUP_PARENT + "/" + bundle.id(),
                  DavitCommand.CGROUP_PARENT + "/" + id);
      return ContainerRequest.of(
          new ContainerId(id),
          Spec.parse(json),
          new RootSource.Directory(RuncBundle.rootfs()),
          stdio);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the request to its end and removes what is left; gives the exit code. */
  int run(ContainerRequest request) throws InterruptedException {
    Container container = runtime.start(request);
    try {
      return container.waitFor().code();
    } finally {
      container.delete();
    }
  }

  /** Runs the bundle to its end and gives what it printed. */
  String output(RuncBundle bundle) throws InterruptedException, IOException {
    Container container = runtime.start(request(bundle, Stdio.pipes()));
    try {
      String text = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
      int code = container.waitFor().code();
      if (code != 0) {
        throw new AssertionError("exit code " + code + ", output " + text);
      }
      return text;
    } finally {
      container.delete();
    }
  }

  @Override
  public void close() {
    runtime.close();
  }
}
