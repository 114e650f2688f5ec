package dev.davit.engine.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.engine.pod.PodException.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodTableTest {

  private static final String FIRST = "aa" + "0".repeat(62);
  private static final String SECOND = "ab" + "0".repeat(62);

  private final PodTable pods = new PodTable();
  private final Sandbox first = add(FIRST, "web", 1);
  private final Sandbox second = add(SECOND, "db", 2);

  private Sandbox add(String id, String name, long created) {
    PodConfig config =
        PodConfig.of(new PodMetadata(name, "uid-" + name, "default", 0))
            .withLabels(Map.of("app", name));
    Sandbox pod =
        new Sandbox(
            new PodRecord(
                id,
                PodRecord.Phase.STOPPED,
                config,
                "",
                created,
                "/davit/" + id,
                Optional.empty(),
                Optional.empty(),
                List.of()));
    pods.add(pod);
    return pod;
  }

  @Test
  void findsByIdAndByABeginningThatFitsNoOther() {
    assertSame(first, pods.pod(FIRST));
    assertSame(second, pods.pod("ab"));
    assertTrue(pods.find("ac").isEmpty());
    assertTrue(pods.find("").isEmpty(), "nothing is no beginning");
    assertTrue(pods.find(FIRST + "0").isEmpty(), "longer than an id");
  }

  @Test
  void saysWhichIdIsNoneOrMoreThanOne() {
    assertRefused("pod a: fits more than one id", () -> pods.find("a"));
    assertRefused("pod ac: no such pod", () -> pods.pod("ac"));
    assertRefused("container ac: no such container", () -> pods.container("ac"));
    assertRefused("container : no such container", () -> pods.container(""));
  }

  private static void assertRefused(String message, Runnable call) {
    PodException refused = assertThrows(PodException.class, call::run);
    assertEquals(Reason.NOT_FOUND, refused.reason());
    assertEquals(message, refused.getMessage());
  }

  @Test
  void listsTheYoungestFirstAndOnlyWhatFits() {
    assertEquals(List.of(SECOND, FIRST), ids(PodFilter.of()));
    assertEquals(List.of(FIRST), ids(PodFilter.of().withId("aa")));
    assertEquals(List.of(FIRST), ids(PodFilter.of().withLabels(Map.of("app", "web"))));
    assertEquals(List.of(), ids(PodFilter.of().withId("aa").withLabels(Map.of("app", "db"))));
    assertEquals(List.of(), ids(PodFilter.of().withState(PodState.READY)));
  }

  private List<String> ids(PodFilter filter) {
    return pods.list(filter).stream().map(PodStatus::id).toList();
  }

  @Test
  void knowsAPodByItsIdentityUntilItIsRemoved() {
    PodMetadata identity = first.record().config().metadata();
    assertSame(first, pods.of(identity).orElseThrow());
    pods.remove(first);
    assertFalse(pods.holds(first));
    assertTrue(pods.of(identity).isEmpty());
  }
}
