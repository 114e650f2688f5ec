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
  public void beforeEach(ExtensionContext context) throws ErrnoException {
    before = open();
  }

  @Override
  public void afterEach(ExtensionContext context) throws ErrnoException {
    assertEquals(before, open(), "open descriptors");
  }

  /** Everything that is open, but the files that the class loader opens when it likes. */
  private static Map<String, String> open() throws ErrnoException {
    Map<String, String> open = new TreeMap<>();
    for (DirectoryEntry entry : Directories.list(Fd.CWD, "/proc/self/fd")) {
      try {
        byte[] target = Names.readlink(Fd.CWD, "/proc/self/fd/" + entry.text());
        String text = new String(target, StandardCharsets.UTF_8);
        // the listing's own descriptor, and what JNA unpacks and maps
        if (!text.endsWith(".jar") && !text.endsWith("/fd") && !text.contains("jna")) {
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
