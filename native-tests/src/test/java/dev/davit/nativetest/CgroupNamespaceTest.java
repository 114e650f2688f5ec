package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A container takes its own cgroup for the root of every hierarchy that it is in. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2})
class CgroupNamespaceTest {

  @Test
  void seesItsOwnCgroupAsTheRoot() throws Exception {
    try (LimitedRuns runs = LimitedRuns.open()) {
      String limits = "memory: {limit: 67108864}, cpu: {shares: 512}, pids: {limit: 9}";
      Limited one = runs.start(limits, "cat /proc/self/cgroup; echo end; read line");
      List<String> lines = new ArrayList<>();
      for (String line = one.readLine(); !line.equals("end"); line = one.readLine()) {
        lines.add(line);
      }
      assertTrue(lines.contains("0::/"), lines::toString);
      if (LimitedRuns.layout().v1().isEmpty()) {
        assertEquals(List.of("0::/"), lines);
      }
      for (String controller : List.of("memory", "cpu", "pids")) {
        boolean v1 = LimitedRuns.layout().onV1(controller).isPresent();
        assertEquals(
            v1,
            lines.stream().anyMatch(l -> l.matches("\\d+:([^:]*,)?" + controller + "(,[^:]*)?:/")));
      }
      one.go();
      assertEquals(0, one.end().code());
    }
  }
}
