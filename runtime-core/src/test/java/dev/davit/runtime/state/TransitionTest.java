package dev.davit.runtime.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransitionTest {

  private static final ContainerDescription DESCRIPTION =
      ContainerDescription.of(new ContainerId("c"), Instant.EPOCH, List.of("sh"));
  private static final ProcessIdentity INIT = new ProcessIdentity(10, 100);
  private static final ProcessIdentity OTHER = new ProcessIdentity(11, 100);

  private static List<ContainerState> states(ContainerDescription description) {
    return List.of(
        new ContainerState.Creating(description, OTHER),
        new ContainerState.Created(description, INIT),
        new ContainerState.Running(description, INIT, Optional.of(OTHER), Instant.EPOCH),
        new ContainerState.Stopped(description, Instant.EPOCH, Optional.empty(), false));
  }

  @Test
  void allowsExactlyTheStepsOfTheLife() {
    Map<String, Set<String>> allowed =
        Map.of(
            "creating", Set.of("created", "running", "stopped"),
            "created", Set.of("running", "stopped"),
            "running", Set.of("stopped"),
            "stopped", Set.of());
    for (ContainerState from : states(DESCRIPTION)) {
      for (ContainerState to : states(DESCRIPTION)) {
        assertEquals(
            allowed.get(from.status()).contains(to.status()),
            from.allows(to),
            from.status() + " to " + to.status());
      }
    }
  }

  @Test
  void neverChangesWhichContainerItIs() {
    ContainerDescription other =
        ContainerDescription.of(new ContainerId("d"), Instant.EPOCH, List.of("sh"));
    for (ContainerState from : states(DESCRIPTION)) {
      for (ContainerState to : states(other)) {
        assertFalse(from.allows(to), from.status() + " to another's " + to.status());
      }
    }
  }

  @Test
  void aContainerThatIsBeingMadeGetsItsFirstProcessOnce() {
    ContainerState.Creating creating = new ContainerState.Creating(DESCRIPTION, OTHER);
    ContainerState.Creating known = creating.withInit(INIT);
    assertTrue(creating.allows(known));
    assertTrue(known.allows(new ContainerState.Created(DESCRIPTION, INIT)));
    assertFalse(known.allows(creating));
    assertFalse(known.allows(creating.withInit(OTHER)));
    assertFalse(new ContainerState.Creating(DESCRIPTION, INIT).allows(known));
  }

  @Test
  void keepsTheFirstProcessWhenACreatedContainerStarts() {
    ContainerState created = new ContainerState.Created(DESCRIPTION, INIT);
    assertFalse(
        created.allows(
            new ContainerState.Running(DESCRIPTION, OTHER, Optional.empty(), Instant.EPOCH)));
  }
}
