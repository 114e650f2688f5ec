package dev.davit.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.linux.file.Directories;
import dev.davit.linux.file.DirectoryEntry;
import dev.davit.linux.file.Names;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test after which other descriptors are open than before it. */
public final class NoDescriptorLeaks implements BeforeEachCallback, AfterEachCallback {
  private Map<String, String> before;

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    before = open();
    // what a thread of the JVM has open at this moment is not there afterwards
    Map<String, String> again = open();
    for (int i = 0; i < 1000 && !again.equals(before); i++) {
      Thread.sleep(10);
      before = again;
      again = open();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    // threads of the JVM open a file for a moment, too
    for (int i = 0; i < 1000 && !before.equals(open()); i++) {
      Thread.sleep(10);
    }
    assertEquals(before, open(), "open descriptors");
  }

  /**
   * Class files, what JNA unpacks and maps, the memory limit that the JVM watches, this listing.
   */
  private static boolean ofTheJvm(String target) {
    return target.endsWith(".jar")
        || target.contains("jna")
        || target.startsWith("/sys/fs/cgroup/")
        || target.startsWith("/proc/");
  }

  /** Everything that is open, but the files that the class loader opens when it likes. */
  private static Map<String, String> open() throws ErrnoException {
    Map<String, String> open = new TreeMap<>();
    for (DirectoryEntry entry : Directories.list(Fd.CWD, "/proc/self/fd")) {
      try {
        byte[] target = Names.readlink(Fd.CWD, "/proc/self/fd/" + entry.text());
        String text = new String(target, StandardCharsets.UTF_8);
        if (!ofTheJvm(text)) {
          open.put(entry.text(), text);
        }
      } catch (ErrnoException e) {
        if (!e.is(Errno.ENOENT)) {
          throw e;
        }
      }
    }
    return open;
  }
}
