package dev.davit.oci.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.json.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultsTest {
  private final Spec runc = Spec.parse(Resources.text("runtime/runc-spec.json"));

  @Test
  void areWhatRuncWrites() {
    Spec ours = Spec.defaults();
    Process process = ours.process().orElseThrow();
    Process theirs = runc.process().orElseThrow();
    assertEquals(runc.mounts(), ours.mounts());
    assertEquals(runc.root(), ours.root());
    assertEquals(
        theirs.capabilities().orElseThrow().withAmbient(List.of()),
        process.capabilities().orElseThrow());
    assertEquals(theirs.withCapabilities(process.capabilities().orElseThrow()), process);
    Linux linux = runc.linux().orElseThrow();
    assertEquals(linux.namespaces(), Defaults.NAMESPACES);
    assertEquals(linux.resources(), ours.linux().orElseThrow().resources());
    assertEquals(linux.readonlyPaths(), Defaults.READONLY_PATHS);
    assertTrue(Defaults.MASKED_PATHS.containsAll(linux.maskedPaths()));
  }

  @Test
  void areValid() {
    assertEquals(List.of(), Spec.defaults().problems());
    assertEquals(Spec.defaults(), Spec.parse(Spec.defaults().toIndentedJson()));
    assertTrue(CapabilityNames.ALL.containsAll(CapabilityNames.DOCKER_DEFAULT));
    assertEquals(21, CapabilityNames.number("CAP_SYS_ADMIN").orElseThrow());
    assertEquals(40, CapabilityNames.number("CAP_CHECKPOINT_RESTORE").orElseThrow());
    assertEquals(7, RlimitType.RLIMIT_NOFILE.number());
  }
}
