package dev.davit.linux.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Needs;
import dev.davit.linux.NoDescriptorLeaks;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.mount.FilesystemContext;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoDescriptorLeaks.class)
class TerminalTest {
  private static String read(Fd fd) throws ErrnoException {
    byte[] buffer = new byte[100];
    int n = Content.read(fd, buffer, 0, 100);
    return new String(buffer, 0, n, StandardCharsets.UTF_8);
  }

  private static void write(Fd fd, String text) throws ErrnoException {
    Content.writeAll(fd, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Needs(Needs.Need.ROOT)
  void pairsComeFromADetachedDevpts() throws ErrnoException {
    try (FilesystemContext context = FilesystemContext.open("devpts")) {
      context.string("ptmxmode", "0666");
      context.create();
      try (Fd devpts = context.mount(0);
          PseudoTerminal first = PseudoTerminal.open(devpts);
          PseudoTerminal second = PseudoTerminal.open(devpts)) {
        assertEquals(0, first.index());
        assertEquals(1, second.index());
        assertEquals(3, Directories.list(devpts).size());
        assertTrue(Terminal.isTerminal(first.slave()));
        write(first.slave(), "out\n");
        assertEquals("out\r\n", read(first.master()));
      }
    }
  }

  @Test
  void windowSizesAreSharedByBothSides() throws ErrnoException {
    try (PseudoTerminal pty = PseudoTerminal.open()) {
      Terminal.setWindowSize(pty.master(), new WindowSize(51, 65535));
      assertEquals(new WindowSize(51, 65535), Terminal.windowSize(pty.slave()));
      assertThrows(IllegalArgumentException.class, () -> new WindowSize(1, 65536));
    }
  }

  @Test
  void rawModePassesEveryByteAndIsUndone() throws ErrnoException {
    try (PseudoTerminal pty = PseudoTerminal.open()) {
      TerminalSettings before = Terminal.settings(pty.slave());
      assertTrue(before.echoes());
      Terminal.setSettings(pty.slave(), before.raw());
      assertFalse(Terminal.settings(pty.slave()).echoes());
      assertEquals(before.raw(), Terminal.settings(pty.slave()));
      assertNotEquals(before, before.raw());
      write(pty.master(), "\u0003\r\u0004");
      assertEquals("\u0003\r\u0004", read(pty.slave()));
      write(pty.slave(), "a\n");
      assertEquals("a\n", read(pty.master()));
      Terminal.setSettings(pty.slave(), before);
      write(pty.slave(), "a\n");
      assertEquals("a\r\n", read(pty.master()));
    }
  }

  @Test
  void linesComeOutBareWhereThatIsSetAndRawInputLeavesOutputAlone() throws ErrnoException {
    try (PseudoTerminal pty = PseudoTerminal.open()) {
      TerminalSettings before = Terminal.settings(pty.slave());
      Terminal.setSettings(pty.slave(), before.bareLines());
      write(pty.slave(), "a\n");
      assertEquals("a\n", read(pty.master()));
      Terminal.setSettings(pty.slave(), before.rawInput());
      assertFalse(Terminal.settings(pty.slave()).echoes());
      write(pty.slave(), "a\n");
      assertEquals("a\r\n", read(pty.master()));
      write(pty.master(), "\u0003\r");
      assertEquals("\u0003\r", read(pty.slave()));
    }
  }

  @Test
  void pipesAreNoTerminals() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      assertFalse(Terminal.isTerminal(pipe.readEnd()));
      ErrnoException e =
          assertThrows(ErrnoException.class, () -> Terminal.windowSize(pipe.readEnd()));
      assertEquals(Errno.ENOTTY, e.errno());
      assertEquals(
          "ioctl(" + pipe.readEnd() + ", TIOCGWINSZ, …): ENOTTY (Inappropriate ioctl for device)",
          e.getMessage());
    }
  }
}
