package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves that is killed while it starts a container can be removed by another. */
class InterruptedStartTest {

  @TempDir Path root;
  private Runtime runtime;
  private StateDirectory states;
  private final ContainerId id = new ContainerId("interrupted-" + ProcessHandle.current().pid());

  @BeforeEach
  void open() {
    runtime = Runtime.open(root);
    states = StateDirectory.open(root, StateDirectory.Durability.MEMORY);
  }

  @Test
  void isRemovedWhenItGotNoFurtherThanItsDirectory() throws Exception {
    Files.createDirectories(states.directory(id));
    runtime.delete(id, false);
    assertEquals(List.of(), runtime.entries());
  }

  @Test
  void isRemovedWhenItGotNoFurtherThanItsState() {
    ContainerDescription description =
        new ContainerDescription(
            id,
            Instant.now(),
            List.of("true"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(CgroupPath.DAVIT.child(id.value())),
            Map.of(),
            Map.of());
    ProcessIdentity self = ProcessIdentity.of((int) ProcessHandle.current().pid()).orElseThrow();
    ProcessIdentity dead = new ProcessIdentity(self.pid(), self.startTicks() + 1);
    states.create(new ContainerState.Creating(description, dead));
    runtime.delete(id, false);
    assertEquals(List.of(), runtime.entries());
  }
}
