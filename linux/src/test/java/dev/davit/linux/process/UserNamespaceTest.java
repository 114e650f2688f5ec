package dev.davit.linux.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserNamespaceTest {

  private static final String MAPPED =
      "         0       1000          1\n         1     100000      65536\n";

  @Test
  void knowsTheMachinesOwnByItsMap() {
    assertTrue(UserNamespace.isInitial("         0          0 4294967295\n"));
    assertFalse(UserNamespace.isInitial(MAPPED));
    assertFalse(UserNamespace.isInitial("0 0 65536\n"));
  }

  @Test
  void findsWhoAUserIsOutside() {
    assertEquals(Optional.of(1000L), UserNamespace.parent(MAPPED, 0));
    assertEquals(Optional.of(100032L), UserNamespace.parent(MAPPED, 33));
    assertEquals(Optional.empty(), UserNamespace.parent(MAPPED, 65537));
  }
}
