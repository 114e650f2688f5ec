package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.InjectedFault;
import dev.davit.linux.process.Wait;
import dev.davit.oci.DavitException;
import dev.davit.oci.runtime.Process;
import dev.davit.runtime.state.ContainerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The system calls that Java itself makes for a start, an execution and a removal fail, one at a
 * time: the error comes as one of ours, and nothing is left. A few by default, all with {@code
 * -Ddavit.faults.all=true}.
 */
@EnabledIf(value = "dev.davit.runtime.Sandbox#possible", disabledReason = Sandbox.NEEDS)
class HostCallFaultsTest {

  private static final int STEP = Boolean.getBoolean("davit.faults.all") ? 1 : 4;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final List<String> wrong = new ArrayList<>();
  private Sandbox sandbox;
  private Optional<Container> container = Optional.empty();
  private Optional<CreatedContainer> created = Optional.empty();
  private Optional<Integer> first = Optional.empty();
  private Optional<ExecSession> session = Optional.empty();

  @BeforeEach
  void open() throws Exception {
    sandbox = Sandbox.open();
    start();
    end();
    sandbox.settle();
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  /** Something that makes calls. */
  @FunctionalInterface
  private interface Operation {
    void run() throws Exception;
  }

  private void fail(Operation before, Operation operation, Operation after) throws Exception {
    int count = 0;
    Optional<Syscall> hit = Optional.of(Syscall.READ);
    for (int k = 0; hit.isPresent(); k += STEP) {
      before.run();
      String said = "";
      try (InjectedFault fault = InjectedFault.inCall(k, Errno.EIO)) {
        try {
          operation.run();
        } catch (DavitException e) {
          said = e.getMessage();
        } catch (Exception | Error e) {
          wrong.add(k + " " + fault.hit() + ": " + e);
        }
        hit = fault.hit();
      }
      count++;
      try {
        if (created.isEmpty() && isWithoutChance(hit, said)) {
          endChildren();
        }
        after.run();
      } catch (Exception | AssertionError e) {
        wrong.add(k + " " + hit + " (" + said + "): left: " + e);
      }
    }
    assertEquals("", String.join("\n", wrong), () -> wrong.size() + " went wrong");
    assertTrue(count > 2, "only " + count + " calls");
  }

  /**
   * Neither can fail: a read of an open pipe, and a wait for a child. Who cannot hear of a process
   * cannot end it either.
   */
  private static boolean isWithoutChance(Optional<Syscall> hit, String said) {
    return hit.equals(Optional.of(Syscall.WAITID))
        || hit.equals(Optional.of(Syscall.READ)) && said.endsWith(", 12)");
  }

  private void endChildren() throws Exception {
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      int pid = (int) child.pid();
      if (first.stream().noneMatch(kept -> child.descendants().anyMatch(p -> p.pid() == kept))) {
        child.destroyForcibly();
        child.onExit().get(60, TimeUnit.SECONDS);
        Wait.pollPid(pid);
      }
    }
  }

  private void start() {
    container =
        Optional.of(
            sandbox
                .runtime()
                .start(
                    sandbox.request(Specs.runc("true")).withStdio(Stdio.none()).withUser("app")));
  }

  /** What runs was started well: the fault came to nothing. */
  private void remove() throws Exception {
    end();
    sandbox.assertNothingLeft();
  }

  private void end() throws Exception {
    if (container.isPresent()) {
      assertTrue(container.get().waitFor(DEADLINE).isPresent(), "still runs");
      container.get().delete();
      container = Optional.empty();
    }
  }

  @Test
  void aStartLeavesNothing() throws Exception {
    fail(() -> {}, this::start, this::remove);
  }

  @Test
  void aCreationLeavesNothing() throws Exception {
    fail(
        () -> {},
        () ->
            created =
                Optional.of(
                    sandbox
                        .runtime()
                        .create(
                            sandbox
                                .request(Specs.runc("sleep", "1000"))
                                .withStdio(Stdio.terminal(0, 0)),
                            CreateOptions.DEFAULT)),
        this::removeCreated);
  }

  private void create() {
    created =
        Optional.of(
            sandbox
                .runtime()
                .create(
                    sandbox.request(Specs.runc("sleep", "1000")).withStdio(Stdio.none()),
                    CreateOptions.DEFAULT));
  }

  private void removeCreated() throws Exception {
    if (created.isPresent()) {
      sandbox.runtime().delete(created.get().id(), true);
      created.get().waitFor();
      created.get().close();
      created = Optional.empty();
    }
    sandbox.assertNothingLeft();
  }

  @Test
  void theStartOfACreatedContainerLeavesNothingThatCannotBeRemoved() throws Exception {
    fail(
        this::create,
        () -> sandbox.runtime().start(created.orElseThrow().id()),
        this::removeCreated);
  }

  @Test
  void aRemovalCanBeTriedAgain() throws Exception {
    fail(
        this::create,
        () -> sandbox.runtime().delete(created.orElseThrow().id(), true),
        () -> {
          if (sandbox.runtime().entries().isEmpty()) {
            created.orElseThrow().waitFor();
            created.orElseThrow().close();
            created = Optional.empty();
          }
          removeCreated();
        });
  }

  @Test
  void anExecutionLeavesNothing() throws Exception {
    Container running = sandbox.start(Specs.runc("sleep", "1000000"));
    first = Optional.of(running.pid());
    Process process = Process.of(List.of("true"), List.of("PATH=/bin"), "/");
    sandbox.runtime().exec(running.id(), ExecRequest.of(process, Stdio.none())).close();
    sandbox.settle();
    fail(
        () -> {},
        () ->
            session =
                Optional.of(
                    sandbox
                        .runtime()
                        .exec(
                            running.id(),
                            ExecRequest.of(process, Stdio.terminal(0, 0)).withUser("app"))),
        () -> {
          if (session.isPresent()) {
            assertTrue(session.get().waitFor(DEADLINE).isPresent(), "still runs");
            session.get().close();
            session = Optional.empty();
          }
          awaitOneProcess(running.id());
          sandbox.assertNoDescriptorsLeft();
        });
    first = Optional.empty();
    running.delete();
  }

  /** The kernel takes a process out of its cgroup a moment after it was waited for. */
  private void awaitOneProcess(ContainerId id) throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (sandbox.runtime().processes(id).size() > 1) {
      assertTrue(System.nanoTime() < end, () -> "left: " + sandbox.runtime().processes(id));
      Thread.sleep(1);
    }
    assertEquals(1, sandbox.runtime().processes(id).size());
  }
}
