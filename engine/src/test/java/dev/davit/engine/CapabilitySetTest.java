package dev.davit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitySetTest {

  private static final Set<Capability> HOST =
      EnumSet.complementOf(EnumSet.of(Capability.SYS_RESOURCE));

  @Test
  void hasTheDefaultSetInTheOrderOfTheNumbers() {
    assertEquals(
        List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETPCAP",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_RAW",
            "CAP_SYS_CHROOT",
            "CAP_AUDIT_WRITE",
            "CAP_SETFCAP"),
        CapabilitySet.names(List.of(), List.of(), HOST));
  }

  @Test
  void addsAndDropsByAnySpelling() {
    List<String> names = CapabilitySet.names(List.of("net_admin"), List.of("CAP_CHOWN"), HOST);
    assertTrue(names.contains("CAP_NET_ADMIN"));
    assertFalse(names.contains("CAP_CHOWN"));
  }

  @Test
  void givesWithAllWhatTheHostHas() {
    List<String> names = CapabilitySet.names(List.of("ALL"), List.of("SYS_ADMIN"), HOST);
    assertFalse(names.contains("CAP_SYS_RESOURCE"));
    assertFalse(names.contains("CAP_SYS_ADMIN"));
    assertTrue(names.contains("CAP_SYS_TIME"));
  }

  @Test
  void keepsOnlyWhatIsAddedWhenAllIsDropped() {
    assertEquals(List.of("CAP_KILL"), CapabilitySet.names(List.of("KILL"), List.of("all"), HOST));
  }

  @Test
  void refusesToAddWhatThisProcessCannotGive() {
    assertEquals(
        "cap-add: \"sys_resource\": this process does not have it, so it cannot give it"
            + " (capabilities(7), bounding set)",
        assertThrows(
                OptionException.class,
                () -> CapabilitySet.names(List.of("sys_resource"), List.of(), HOST))
            .getMessage());
    assertEquals(13, CapabilitySet.names(List.of(), List.of("sys_resource"), HOST).size());
  }

  @Test
  void refusesNamesThatDoNotExist() {
    assertEquals(
        "cap-add: \"FLY\": no such capability: see capabilities(7), for instance NET_ADMIN, or ALL",
        assertThrows(
                OptionException.class, () -> CapabilitySet.names(List.of("FLY"), List.of(), HOST))
            .getMessage());
  }
}
