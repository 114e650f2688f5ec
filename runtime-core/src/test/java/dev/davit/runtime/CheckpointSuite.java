package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Signal;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.CheckpointRequest.After;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ExitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Saves and restores real containers. It needs a criu that knows the kernel, so it runs in the
 * virtual machine only ({@code native-tests/vm test --kernel 6.1 CheckpointSuite}), and its name
 * keeps it out of other runs.
 */
class CheckpointSuite extends CountingContainers {

  private static List<String> mounts(int pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo")).stream()
        .map(line -> line.split(" "))
        .map(fields -> fields[4] + " " + fields[5].replaceAll(",?relatime", ""))
        .sorted()
        .toList();
  }

  private static String namespace(int pid, String type) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + type)).toString();
  }

  @Test
  void countsOnWhereItWasSaved() throws Exception {
    Runtime runtime = sandbox.runtime();
    Spec spec = Specs.patched(spec(COUNTER), OWN_DEVICE);
    Container first = sandbox.start(spec);
    awaitCounted(5);
    List<String> mounts = mounts(first.pid());
    runtime.checkpoints().checkpoint(first.id(), CheckpointRequest.to(images));
    assertEquals(new ExitStatus.Signaled(9, false), first.waitFor().status());
    first.delete();
    int last = counted().size();

    Container second =
        runtime.checkpoints().restore(RestoreRequest.of(sandbox.request(spec), images));
    BufferedReader output =
        new BufferedReader(new InputStreamReader(second.stdout(), StandardCharsets.UTF_8));
    // the last number may have been logged and not yet said
    int next = Integer.parseInt(output.readLine());
    assertTrue(next == last || next == last + 1, next + " after " + last);
    awaitCounted(last + 5);
    assertCountedWithoutGap();

    assertEquals(mounts, mounts(second.pid()));
    for (String type : List.of("pid", "net", "ipc", "uts", "mnt", "cgroup")) {
      assertFalse(
          namespace(second.pid(), type)
              .equals(namespace((int) ProcessHandle.current().pid(), type)),
          type);
    }
    assertTrue(runtime.state(second.id()) instanceof ContainerState.Running);
    assertTrue(runtime.processes(second.id()).contains(second.pid()));
    Path cgroup =
        runtime
            .host()
            .cgroups()
            .unified()
            .orElseThrow()
            .directory(runtime.state(second.id()).description().cgroup().orElseThrow());
    assertEquals("33", Files.readString(cgroup.resolve("pids.max")).strip());
    assertEquals("from outside\nbox\n", said(second, "cat /data/file; hostname"));
    assertEquals(SAYS_OF_OWN_DEVICE, said(second, ASKS_OWN_DEVICE));
    assertEquals(
        List.of(),
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
            .filter(line -> line.contains(second.id().value()))
            .toList());
    runtime.pause(second.id());
    runtime.resume(second.id());
    second.kill(Signal.TERM);
    assertEquals(new ExitStatus.Exited(5), second.waitFor().status());
    second.delete();
  }

  @Test
  void goesOnWhereItIsLeftRunningAndIsRestoredAsAChild() throws Exception {
    Runtime runtime = sandbox.runtime();
    Container first = sandbox.start(spec(COUNTER));
    awaitCounted(3);
    Path before = sandbox.directory().resolve("before");
    CriuSettings quick = CriuSettings.of(before);
    runtime.checkpoints().checkpoint(first.id(), CheckpointRequest.of(quick).then(After.PRE_DUMP));
    awaitCounted(counted().size() + 3);
    runtime
        .checkpoints()
        .checkpoint(
            first.id(),
            CheckpointRequest.to(images).then(After.LEAVE_RUNNING).withParent("../before"));
    int saved = counted().size();
    awaitCounted(saved + 5);
    assertCountedWithoutGap();
    first.kill(Signal.TERM);
    assertEquals(new ExitStatus.Exited(5), first.waitFor().status());
    first.delete();

    Files.delete(log);
    ContainerRequest request = sandbox.request(spec(COUNTER)).withStdio(Stdio.none());
    try (CreatedContainer second =
        runtime.checkpoints().restoreAsChild(RestoreRequest.of(request, images))) {
      awaitCounted(2);
      assertTrue(counted().get(0) <= saved + 1, counted() + " after " + saved);
      assertEquals("running", runtime.state(second.id()).status());
      runtime.kill(second.id(), Signal.TERM, false);
      assertEquals(new ExitStatus.Exited(5), second.waitFor());
      runtime.delete(second.id(), false);
    }
  }

  @Test
  void goesOnAndLeavesNothingWhereItCannotBeSavedOrRestored() throws Exception {
    Runtime runtime = sandbox.runtime();
    String hold = "sleep 1000 | nc ";
    String connected = hold + "-l -p 99 & sleep 1; " + hold + "127.0.0.1 99 & " + COUNTER;
    Container container = sandbox.start(spec(connected));
    await("a connection", () -> said(container, "cat /proc/net/tcp").contains(" 01 "));
    ContainerException failed =
        assertThrows(
            ContainerException.class,
            () -> runtime.checkpoints().checkpoint(container.id(), CheckpointRequest.to(images)));
    assertTrue(failed.getMessage().contains("checkpoint: criu: "), failed.getMessage());
    assertTrue(failed.getMessage().contains("TCP"), failed.getMessage());
    assertFalse(Files.exists(images));
    awaitCounted(counted().size() + 3);

    ExecSession other =
        runtime.exec(
            container.id(),
            ExecRequest.of(
                Process.of(List.of("sleep", "1000"), List.of("PATH=/bin"), "/"), Stdio.none()));
    ContainerException foreign =
        assertThrows(
            ContainerException.class,
            () -> runtime.checkpoints().checkpoint(container.id(), CheckpointRequest.to(images)));
    assertTrue(foreign.getMessage().contains("was executed in the container from outside"));
    other.kill(Signal.KILL);
    other.waitFor();
    other.close();
    container.delete();

    Files.deleteIfExists(log);
    Container simple = sandbox.start(spec(COUNTER));
    awaitCounted(1);
    runtime.checkpoints().checkpoint(simple.id(), CheckpointRequest.to(images));
    simple.waitFor();
    simple.delete();
    ContainerRequest without = sandbox.request(Specs.runc("sh", "-c", COUNTER));
    ContainerException missing =
        assertThrows(
            ContainerException.class,
            () -> runtime.checkpoints().restore(RestoreRequest.of(without, images)));
    assertTrue(missing.getMessage().contains("/data was mounted from outside"));
    Files.delete(images.resolve("pages-1.img"));
    ContainerException broken =
        assertThrows(
            ContainerException.class,
            () ->
                runtime
                    .checkpoints()
                    .restore(RestoreRequest.of(sandbox.request(spec(COUNTER)), images)));
    assertTrue(broken.getMessage().contains("restore: criu: "), broken.getMessage());
    assertEquals(List.of(), runtime.entries());
  }

  @Test
  void getsItsTerminalBack() throws Exception {
    Runtime runtime = sandbox.runtime();
    Spec spec = spec("while read line; do echo \"[$line]\"; tty; done");
    Container first = runtime.start(sandbox.request(spec).withStdio(Stdio.terminal(24, 80)));
    runtime.checkpoints().checkpoint(first.id(), CheckpointRequest.to(images));
    first.waitFor();
    first.delete();
    Container second =
        runtime
            .checkpoints()
            .restore(
                RestoreRequest.of(sandbox.request(spec).withStdio(Stdio.terminal(24, 80)), images));
    OutputStream in = second.console().input();
    in.write("hello\n".getBytes(StandardCharsets.UTF_8));
    in.flush();
    BufferedReader output =
        new BufferedReader(
            new InputStreamReader(second.console().output(), StandardCharsets.UTF_8));
    assertEquals("hello", output.readLine());
    assertEquals("[hello]", output.readLine());
    assertEquals("/dev/pts/0", output.readLine());
    second.delete();
  }
}
