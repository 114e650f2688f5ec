package dev.davit.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class IoFailureTest {

  @Test
  void saysInTheKernelsWordsWhatTheTypeMeans() {
    assertEquals(
        "ENOENT (No such file or directory)", IoFailure.reason(new NoSuchFileException("/x")));
    assertEquals("EACCES (Permission denied)", IoFailure.reason(new AccessDeniedException("/x")));
  }

  @Test
  void findsTheErrnoOfAText() {
    assertEquals(
        "ENOSPC (No space left on device)",
        IoFailure.reason(new IOException("No space left on device")));
    assertEquals(
        "EROFS (Read-only file system)",
        IoFailure.reason(new FileSystemException("/x", null, "Read-only file system")));
  }

  @Test
  void neverSaysNull() {
    assertEquals("it ends too early", IoFailure.reason(new EOFException()));
    assertEquals("IOException", IoFailure.reason(new IOException()));
  }

  @Test
  void keepsOtherTexts() {
    assertEquals("Not in GZIP format", IoFailure.reason(new IOException("Not in GZIP format")));
  }
}
