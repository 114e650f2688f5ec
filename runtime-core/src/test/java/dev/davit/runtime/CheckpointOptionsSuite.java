package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.process.MasterConsole;
import dev.davit.runtime.state.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Saves and restores containers in other ways than the usual; where {@code CheckpointSuite} runs.
 */
class CheckpointOptionsSuite extends CountingContainers {

  private Container restored(Spec spec, CriuSettings criu, Stdio stdio) {
    return sandbox
        .runtime()
        .checkpoints()
        .restore(
            RestoreRequest.of(sandbox.request(spec).withStdio(stdio), criu.images())
                .withCriu(criu));
  }

  private void end(Container container) throws Exception {
    container.kill(Signal.TERM);
    assertEquals(new ExitStatus.Exited(5), container.waitFor().status());
    container.delete();
  }

  @Test
  void hasItsDevicesAgainInAUserNamespace() throws Exception {
    Files.createDirectories(sandbox.root().resolve("data")); // its root may make nothing there
    Files.setPosixFilePermissions(
        sandbox.root().resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
    Spec spec =
        Specs.patched(
            spec(COUNTER),
            "{'linux': {'namespaces': [{'type':'mount'},{'type':'pid'},{'type':'ipc'},{'type':'uts'},"
                + "{'type':'network'},{'type':'cgroup'},{'type':'user'}],"
                + "'uidMappings': [{'containerID':0,'hostID':100000,'size':65536}],"
                + "'gidMappings': [{'containerID':0,'hostID':100000,'size':65536}]}}");
    Container first = sandbox.start(spec);
    awaitCounted(3);
    sandbox.runtime().checkpoints().checkpoint(first.id(), CheckpointRequest.to(images));
    first.waitFor();
    first.delete();
    // criu opens images and sources of mounts as the container's root
    java.lang.Process chown =
        new ProcessBuilder("chown", "-R", "100000:100000", images.toString()).start();
    assertEquals(0, chown.waitFor());
    Files.setPosixFilePermissions(
        sandbox.directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
    int last = counted().size();
    Container second = restored(spec, CriuSettings.of(images), Stdio.none());
    awaitCounted(last + 3);
    assertCountedWithoutGap();
    assertEquals(
        "1\n", said(second, "echo gone >/dev/null && head -c 1 /dev/zero | wc -c && id -u >&2"));
    end(second);
  }

  /** As {@code davit-oci restore} does without {@code --detach}. */
  @Test
  void goesOnAtAnotherTerminalAsAChildWhoseEndIsItsOwn() throws Exception {
    Runtime runtime = sandbox.runtime();
    Spec spec =
        Specs.patched(
            spec("read a; while read b; do echo $a $b; done; exit 9"),
            "{'process': {'terminal': true}}");
    Container first = runtime.start(sandbox.request(spec).withStdio(Stdio.terminal(24, 80)));
    first.console().input().write("one\n".getBytes(StandardCharsets.UTF_8));
    first.console().input().flush();
    assertEquals("one", line(first.console()));
    runtime.checkpoints().checkpoint(first.id(), CheckpointRequest.to(images));
    first.waitFor();
    first.delete();
    ContainerRequest request = sandbox.request(spec).withStdio(Stdio.terminal(31, 91));
    try (CreatedContainer second =
        runtime.checkpoints().restoreAsChild(RestoreRequest.of(request, images))) {
      Console console = new MasterConsole(second.console().orElseThrow());
      console.input().write("two\n\4".getBytes(StandardCharsets.UTF_8));
      console.input().flush();
      // its echo comes first
      assertEquals("two", line(console));
      assertEquals("one two", line(console));
      assertEquals(new ExitStatus.Exited(9), second.waitFor());
      runtime.delete(second.id(), false);
    }
  }

  private static String line(Console console) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = console.output().read(); c >= 0 && c != '\n'; c = console.output().read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Test
  void writesOnIntoAFileThatHasGrownSince() throws Exception {
    Path file = sandbox.directory().resolve("output");
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND;
    try (Fd output = Descriptors.open(Fd.CWD, file.toString(), flags, 0600);
        Fd nothing = Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDWR)) {
      Stdio stdio = new Stdio.Descriptors(nothing, output, output);
      Container first = sandbox.runtime().start(sandbox.request(spec(COUNTER)).withStdio(stdio));
      awaitCounted(3);
      sandbox.runtime().checkpoints().checkpoint(first.id(), CheckpointRequest.to(images));
      first.waitFor();
      first.delete();
      Files.writeString(file, "somebody else\n", StandardOpenOption.APPEND);
      int last = counted().size();
      Container second = restored(spec(COUNTER), CriuSettings.of(images), stdio);
      awaitCounted(last + 3);
      end(second);
    }
    List<String> lines = Files.readAllLines(file);
    assertTrue(lines.indexOf("somebody else") > 1, lines.toString());
    lines.remove("somebody else");
    assertEquals(
        IntStream.rangeClosed(1, lines.size()).mapToObj(Integer::toString).toList(), lines);
  }

  /** A program of criu's beside ours, which ends with its work. */
  private java.lang.Process criu(String... words) throws IOException {
    List<String> line = new ArrayList<>(List.of("criu"));
    line.addAll(List.of(words));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(sandbox.directory().resolve("criu-output").toFile())
        .start();
  }

  private static boolean listens(int port) throws IOException {
    String local = ":%04X 00000000:0000 0A".formatted(port);
    return Files.readString(Path.of("/proc/net/tcp")).contains(local);
  }

  @Test
  void givesItsMemoryToAServerAndTakesItWhereItIsUsed() throws Exception {
    Files.createDirectories(images);
    Container first = sandbox.start(spec(COUNTER));
    awaitCounted(3);
    java.lang.Process server = criu("page-server", "-D", images.toString(), "--port", "4711");
    await("a server of memory", () -> listens(4711));
    CheckpointRequest asked = CheckpointRequest.to(images);
    sandbox
        .runtime()
        .checkpoints()
        .checkpoint(
            first.id(), asked.withPageServer(new CheckpointRequest.PageServer("127.0.0.1", 4711)));
    first.waitFor();
    first.delete();
    assertEquals(0, server.waitFor());
    int last = counted().size();
    CriuSettings lazy =
        CriuSettings.of(images)
            .withWork(Files.createDirectories(sandbox.directory().resolve("work")))
            .with(CriuSettings.Option.LAZY_PAGES);
    Path work = lazy.work().orElseThrow();
    java.lang.Process pages = criu("lazy-pages", "-D", images.toString(), "-W", work.toString());
    await("a server of pages", () -> Files.exists(work.resolve("lazy-pages.socket")));
    Container second = restored(spec(COUNTER), lazy, Stdio.none());
    awaitCounted(last + 3);
    assertCountedWithoutGap();
    end(second);
    assertTrue(pages.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS));
  }

  @Test
  void tellsWhenItsMemoryCanBeAskedForFromElsewhere() throws Exception {
    Container first = sandbox.start(spec(COUNTER));
    awaitCounted(3);
    Path work = Files.createDirectories(sandbox.directory().resolve("work"));
    CriuSettings lazy = CriuSettings.of(images).withWork(work).with(CriuSettings.Option.LAZY_PAGES);
    try (Pipe ready = Pipe.open()) {
      CheckpointRequest asked =
          CheckpointRequest.of(lazy)
              .withPageServer(new CheckpointRequest.PageServer("127.0.0.1", 4712))
              .withReady(ready.writeEnd());
      CompletableFuture<Void> saved =
          CompletableFuture.runAsync(
              () -> sandbox.runtime().checkpoints().checkpoint(first.id(), asked));
      assertTrue(Poll.await(ready.readEnd(), PollEvents.IN, DEADLINE));
      int last = counted().size();
      Path socket = work.resolve("lazy-pages.socket");
      java.lang.Process pages =
          criu(
              "lazy-pages",
              "-D",
              images.toString(),
              "-W",
              work.toString(),
              "--page-server",
              "--address",
              "127.0.0.1",
              "--port",
              "4712");
      await("a server of pages", () -> Files.exists(socket));
      Container second = restored(spec(COUNTER), lazy, Stdio.none());
      awaitCounted(last + 3);
      assertCountedWithoutGap();
      saved.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      first.waitFor();
      first.delete();
      end(second);
      assertTrue(pages.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS));
    }
  }
}
