package dev.davit.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.file.Descriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoDescriptorLeaks.class)
class FdTest {
  private static Fd open() throws ErrnoException {
    return Descriptors.open(Fd.CWD, "/", OpenFlags.O_PATH);
  }

  @Test
  void closesOnceAndRefusesItsNumberAfterThat() throws ErrnoException {
    Fd fd = open();
    assertTrue(fd.isOpen());
    fd.close();
    fd.close();
    assertFalse(fd.isOpen());
    IllegalStateException e = assertThrows(IllegalStateException.class, fd::number);
    assertEquals("file descriptor: already closed", e.getMessage());
  }

  @Test
  void doesNotCloseWhatItReleased() throws ErrnoException {
    Fd fd = open();
    int number = fd.release();
    fd.close();
    assertThrows(IllegalStateException.class, fd::release);
    try (Fd again = Fd.owning(number)) {
      assertTrue(Descriptors.isCloseOnExec(again));
    }
  }

  @Test
  void neverClosesWhatItBorrows() throws ErrnoException {
    try (Fd fd = open()) {
      Fd.borrowing(fd.number()).close();
      assertTrue(Descriptors.isCloseOnExec(fd));
    }
    Fd.CWD.close();
    assertEquals(-100, Fd.CWD.number());
    assertEquals("AT_FDCWD", Fd.CWD.toString());
  }

  @Test
  void tellsWhenSomebodyElseClosedIt() throws ErrnoException {
    Fd fd = open();
    Fd.owning(fd.number()).close();
    IllegalStateException e = assertThrows(IllegalStateException.class, fd::close);
    assertTrue(e.getMessage().endsWith("closed by somebody who does not own it"), e.getMessage());
  }

  @Test
  void refusesNumbersBelowZero() {
    assertThrows(IllegalArgumentException.class, () -> Fd.owning(-1));
  }
}
