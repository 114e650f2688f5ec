package dev.davit.runtime.launch;

import dev.davit.linux.Fd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The descriptors that one start has opened for its program, by the names of the plan. They are
 * closed here once the program has its own.
 */
final class DescriptorSet implements AutoCloseable {

  private final Map<String, Fd> byName = new HashMap<>();
  private final List<Fd> owned = new ArrayList<>();

  /** Takes over a descriptor that the plan names. */
  Fd put(String name, Fd fd) {
    byName.put(name, fd);
    return own(fd);
  }

  /** Takes over a descriptor. */
  Fd own(Fd fd) {
    owned.add(fd);
    return fd;
  }

  /** Names a descriptor that stays somebody else's. */
  void lend(String name, Fd fd) {
    byName.put(name, fd);
  }

  /** The descriptor of a name. */
  Fd get(String name) {
    Fd fd = byName.get(name);
    if (fd == null) {
      throw new IllegalStateException("descriptor " + name + ": planned but never opened");
    }
    return fd;
  }

  @Override
  public void close() {
    owned.forEach(Fd::close);
    owned.clear();
  }
}
