package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.image.ImageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ComplaintTest {

  private static String of(ImageException failure) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Complaint.print(failure, new PrintStream(err, true, StandardCharsets.UTF_8));
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void saysWhichFileSystemsMayBeFull() {
    IOException full = new IOException("No space left on device");
    assertEquals(
        "davit: a.tar: import: ENOSPC\n"
            + "davit: a file system is full: free space where --root or --state are, or give"
            + " others\n",
        of(new ImageException.Storage("a.tar: import: ENOSPC", full)));
  }

  @Test
  void doesNotRepeatWhatAlsoKeptItFromBeingUndone() {
    ImageException failure = new ImageException.Malformed("a.tar: bad");
    failure.addSuppressed(new IOException("a.tar: bad"));
    failure.addSuppressed(new IOException("b: busy"));
    assertEquals("davit: a.tar: bad\ndavit: while cleaning up: b: busy\n", of(failure));
  }
}
