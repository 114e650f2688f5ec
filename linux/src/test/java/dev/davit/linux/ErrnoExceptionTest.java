package dev.davit.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrnoExceptionTest {
  @Test
  void tellsTheCallWithItsArgumentsAndTheMeaning() {
    ErrnoException e = CallText.of("mkdirat").fd(Fd.CWD).string("a").octal(0755).failed(-17);
    assertEquals("mkdirat(AT_FDCWD, \"a\", 0755): EEXIST (File exists)", e.getMessage());
    assertEquals("mkdirat(AT_FDCWD, \"a\", 0755)", e.call());
    assertEquals(Errno.EEXIST, e.errno());
    assertTrue(e.is(Errno.EEXIST));
  }

  @Test
  void hasNoStackButTakesSuppressedOnes() {
    ErrnoException e = CallText.of("sync").failed(Errno.EIO);
    assertEquals(0, e.getStackTrace().length);
    e.addSuppressed(new IllegalStateException("undo"));
    assertEquals(1, e.getSuppressed().length);
  }

  @Test
  void addsWhatElseTheKernelSaid() {
    ErrnoException e = CallText.of("fsmount").failed(Errno.EINVAL).withDetail("overlay: no upper");
    assertEquals("fsmount(): EINVAL (Invalid argument): overlay: no upper", e.getMessage());
    assertEquals("overlay: no upper", e.detail());
  }

  @Test
  void tellsErrnosThatNobodyKnows() {
    assertEquals(
        "sync() = -4000: EIO (Input/output error)", CallText.of("sync").failed(-4000).getMessage());
  }

  @Test
  void escapesStringsAsStraceDoes() {
    byte[] bytes = "a\"\\\n\t\u00e9\u00011".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "x(\"a\\\"\\\\\\n\\t\\303\\251\\0011\", NULL)",
        CallText.of("x").string(bytes).string((String) null).toString());
  }

  @Test
  void knowsErrnosByNumber() {
    assertEquals(Errno.ENOENT, Errno.of(2));
    assertEquals("ENOENT (No such file or directory)", Errno.of(2).text());
    assertEquals(Optional.empty(), Errno.find(0));
    assertEquals(Optional.empty(), Errno.find(41));
    assertEquals(Errno.EAGAIN, Errno.EWOULDBLOCK);
    assertThrows(IllegalArgumentException.class, () -> Errno.of(4000));
  }
}
