package dev.davit.runtime.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.runtime.ContainerException;
import dev.davit.runtime.state.ContainerId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoredDevicesTest {

  private static final ContainerId ID = new ContainerId("web");

  @Test
  void coversNothingThatCriuNeeds() {
    Path free = RestoredDevices.place(ID, List.of(Path.of("/mntx/data")));
    assertEquals(Path.of("/mnt"), free);
    Path other = RestoredDevices.place(ID, List.of(Path.of("/mnt/data"), Path.of("/mediax")));
    assertNotEquals(free, other);
    List<Path> all =
        List.of(Path.of("/mnt/a"), Path.of("/media"), Path.of("/srv"), Path.of("/opt"));
    ContainerException none =
        assertThrows(ContainerException.class, () -> RestoredDevices.place(ID, all));
    assertTrue(none.getMessage().contains("$.linux.devices"), none.getMessage());
  }
}
