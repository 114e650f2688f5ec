package dev.davit.engine;

import dev.davit.linux.Capability;
import dev.davit.linux.process.UserNamespace;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/** The little that containers' configurations take from the machine. */
public final class Machine {

  private static final int ID_BYTES = 32;

  private Machine() {}

  /** Its name, as uname(2) says it. */
  public static String hostname() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "localhost";
    }
  }

  /**
   * Refuses a directory that cannot be the lower layer of an overlay: in a user namespace the
   * mounts below it cannot be taken away, as they may hide something, and overlayfs takes no such
   * directory (mount_namespaces(7)).
   *
   * @throws OptionException if an ordinary user asks for such a directory
   */
  static void checkStackable(Path directory) {
    if (UserNamespace.isInitial()) {
      return;
    }
    try {
      Path real = directory.toRealPath();
      for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
        Path mounted = Path.of(line.split(" ")[4].replace("\\040", " "));
        if (mounted.startsWith(real) && !mounted.equals(real)) {
          throw new OptionException(
              "rootfs",
              directory
                  + ": an ordinary user cannot stack a directory below which something is mounted: "
                  + mounted
                  + ": use an image, or run davit as root");
        }
      }
    } catch (IOException e) {
      // what is wrong with the directory, the start will say
    }
  }

  /**
   * What this process may hand on: its bounding set (capabilities(7)). Without it, as in a sandbox
   * without procfs, all.
   */
  public static Set<Capability> capabilities() {
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

  /**
   * 64 random hexadecimal digits. Read from the kernel itself: java.security costs tens of
   * milliseconds at its first use, for the same bytes.
   */
  public static String newId() {
    byte[] bytes = new byte[ID_BYTES];
    try (DataInputStream random = new DataInputStream(new FileInputStream("/dev/urandom"))) {
      random.readFully(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(bytes);
  }
}
