package dev.davit.engine;

import dev.davit.linux.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** The little that containers' configurations take from the machine. */
final class Machine {

  private Machine() {}

  /** Its name, as uname(2) says it. */
  static String hostname() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "localhost";
    }
  }

  /**
   * What this process may hand on: its bounding set (capabilities(7)). Without it, as in a sandbox
   * without procfs, all.
   */
  static Set<Capability> capabilities() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("CapBnd:")) {
          return Capability.ofMask(
              Long.parseUnsignedLong(line.substring("CapBnd:".length()).strip(), 16));
        }
      }
    } catch (IOException e) {
      // As documented.
    }
    return EnumSet.allOf(Capability.class);
  }
}
