package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Containers that count, which tells whether they have gone on where they were saved. */
abstract class CountingContainers {

  static final Duration DEADLINE = Duration.ofMinutes(5);

  /** Counts in its memory, and says each number to whoever reads its output and its log. */
  static final String COUNTER =
      "trap 'exit 5' TERM; i=0; while :; do i=$((i+1)); echo $i >>/tmp/log; echo $i; sleep 0.1;"
          + " done";

  /** What of {@code /dev} the host has not. */
  static final String OWN_DEVICE =
      "{'linux': {'devices': [{'path':'/dev/davit-own','type':'c','major':1,'minor':5,"
          + "'fileMode':438,'uid':7,'gid':8}]}}";

  static final String ASKS_OWN_DEVICE =
      "head -c 3 /dev/davit-own | wc -c; stat -c '%F %t:%T %a %u:%g' /dev/davit-own";
  static final String SAYS_OF_OWN_DEVICE = "3\ncharacter special file 1:5 666 7:8\n";

  Sandbox sandbox;
  Path images;
  Path log;

  @BeforeEach
  void open() throws Exception {
    sandbox = Sandbox.open();
    images = sandbox.directory().resolve("images");
    log = sandbox.root().resolve("tmp/log");
    Files.createDirectories(sandbox.directory().resolve("data"));
    Files.writeString(sandbox.directory().resolve("data/file"), "from outside\n");
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  Spec spec(String script) {
    Spec spec = Specs.runc("sh", "-c", script);
    List<Mount> mounts = new ArrayList<>(spec.mounts());
    String data = sandbox.directory().resolve("data").toString();
    mounts.add(Mount.of("/data", "bind", data, List.of("rbind", "ro")));
    return Specs.patched(
        spec.withMounts(mounts), "{'linux': {'resources': {'pids': {'limit': 33}}}}");
  }

  List<Integer> counted() throws IOException {
    return Files.exists(log)
        ? Files.readAllLines(log).stream().map(Integer::valueOf).toList()
        : List.of();
  }

  static void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < end, what);
      Thread.sleep(50);
    }
  }

  void awaitCounted(int least) throws Exception {
    await("counts to " + least, () -> counted().size() >= least);
  }

  void assertCountedWithoutGap() throws IOException {
    List<Integer> all = counted();
    assertEquals(IntStream.rangeClosed(1, all.size()).boxed().toList(), all);
  }

  String said(Container container, String script) throws Exception {
    ExecSession session =
        sandbox
            .runtime()
            .exec(
                container.id(),
                ExecRequest.of(
                    Process.of(List.of("sh", "-c", script), List.of("PATH=/bin"), "/"),
                    Stdio.pipes()));
    String output = new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8);
    session.waitFor();
    session.close();
    return output;
  }
}
