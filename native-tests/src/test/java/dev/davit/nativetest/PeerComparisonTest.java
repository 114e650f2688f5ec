package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Runs generated configurations under runc and crun, and here, and compares what a program inside
 * sees, the hooks, and the end. Each difference is one of {@link WantedDifference}, or an error.
 *
 * <p>{@code -Ddavit.comparison=N} compares N configurations with each, 240 by habit; without it a
 * few.
 */
@Needs({Need.ROOT, Need.BUSYBOX})
@OnOneJava
class PeerComparisonTest {

  private static final int COUNT = Integer.getInteger("davit.comparison", 6);
  private static final int FIRST = Integer.getInteger("davit.comparison.first", 0);

  /** From so many on, each wanted difference has to be seen. */
  private static final int MANY = 200;

  @Test
  @Needs(Need.RUNC)
  void showsAProgramWhatRuncShowsIt() throws Exception {
    compare(Peer.RUNC);
  }

  @Test
  @Needs(Need.CRUN)
  void showsAProgramWhatCrunShowsIt() throws Exception {
    compare(Peer.CRUN);
  }

  private static void compare(Peer peer) throws Exception {
    Map<String, List<Integer>> unexpected = new TreeMap<>();
    Map<WantedDifference, Integer> seen = new EnumMap<>(WantedDifference.class);
    int failed;
    try (ComparedRuns runs = ComparedRuns.prepare()) {
      for (int seed = FIRST; seed < FIRST + COUNT; seed++) {
        for (String difference : runs.differences(peer, seed)) {
          int which = seed;
          WantedDifference.of(peer, difference)
              .ifPresentOrElse(
                  wanted -> seen.merge(wanted, 1, Integer::sum),
                  () -> unexpected.computeIfAbsent(difference, k -> new ArrayList<>()).add(which));
        }
      }
      failed = runs.failed();
    }
    assertTrue(failed * 10 <= COUNT, failed + " of " + COUNT + " failed under both");
    assertEquals("", report(unexpected), "differences from " + peer);
    List<WantedDifference> unseen = new ArrayList<>(WantedDifference.from(peer));
    unseen.removeAll(seen.keySet());
    assertTrue(COUNT < MANY || unseen.isEmpty(), "wanted, but no longer seen: " + unseen);
  }

  private static String report(Map<String, List<Integer>> unexpected) {
    return unexpected.entrySet().stream()
        .map(one -> one.getKey() + "   in " + one.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
