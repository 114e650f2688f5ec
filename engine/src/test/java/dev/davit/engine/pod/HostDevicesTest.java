package dev.davit.engine.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostDevicesTest {

  @TempDir Path directory;

  private static List<String> paths(HostDevices devices) {
    return devices.found().devices().stream().map(Device::path).toList();
  }

  @Test
  void findsTheDevicesOfTheHostButNotWhatEachContainerHasItself() {
    HostDevices devices = new HostDevices();
    devices.addAll();
    List<String> paths = paths(devices);
    assertTrue(paths.contains("/dev/null") && paths.contains("/dev/zero"), paths::toString);
    for (String own : List.of("/dev/ptmx", "/dev/console", "/dev/pts/", "/dev/shm/", "/dev/fd/")) {
      assertFalse(paths.stream().anyMatch(path -> path.startsWith(own)), paths::toString);
    }
  }

  @Test
  void passesOverWhatVanishesInADirectoryOfDevices() throws Exception {
    Files.createSymbolicLink(directory.resolve("nothing"), Path.of("/dev/null"));
    AtomicBoolean over = new AtomicBoolean();
    Thread other = new Thread(() -> comeAndGo(over));
    other.start();
    try {
      for (int i = 0; i < 300; i++) {
        HostDevices devices = new HostDevices();
        devices.add(new PodDevice("/dev/mine", directory.toString(), "rw"));
        assertEquals(List.of("/dev/mine/nothing"), paths(devices));
      }
    } finally {
      over.set(true);
      other.join();
    }
  }

  private void comeAndGo(AtomicBoolean over) {
    Path deep = directory.resolve("a/b/c");
    try {
      while (!over.get()) {
        Files.createDirectories(deep);
        for (Path one = deep; !one.equals(directory); one = one.getParent()) {
          Files.delete(one);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
