package dev.davit.runtime.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

  private static final String TAIL =
      " S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 200 18446744073709551615\n";

  @Test
  void findsTheStartBehindACommandWithParenthesesAndSpaces() {
    assertEquals(
        Optional.of(new ProcessIdentity(42, 987654)),
        ProcessIdentity.parseStat("42 (a) b (c)" + TAIL));
  }

  @Test
  void aZombieRunsNoMore() {
    assertTrue(ProcessIdentity.parseStat("42 (a)" + TAIL.replace(" S ", " Z ")).isEmpty());
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotTheSame() {
    int pid = (int) ProcessHandle.current().pid();
    ProcessIdentity self = ProcessIdentity.of(pid).orElseThrow();
    assertTrue(self.isAlive());
    assertFalse(new ProcessIdentity(pid, self.startTicks() - 1).isAlive());
  }
}
