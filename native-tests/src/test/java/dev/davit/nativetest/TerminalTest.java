package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.ErrnoException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code davit run -it} for somebody who sits at a terminal. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
class TerminalTest {

  private static Typist at(int rows, int columns, String... command) throws ErrnoException {
    List<String> words =
        Stream.concat(
                Stream.of(
                    "run",
                    "--rm",
                    "-i",
                    "-t",
                    "--cgroup-parent",
                    DavitCommand.CGROUP_PARENT,
                    SharedImages.BUSYBOX),
                Stream.of(command))
            .toList();
    return Typist.start(rows, columns, SharedImages.busybox().line(words.toArray(String[]::new)));
  }

  @Test
  void handsKeysToTheContainerAndItsOutputBack() throws ErrnoException {
    try (Typist typist = at(24, 80, "sh", "-c", "echo ready; read a; echo \"<$a>\"; exit 5")) {
      typist.await("ready");
      typist.type("two words\r");
      typist.await("<two words>");
      assertEquals(5, typist.finish());
    }
  }

  @Test
  void putsTheTerminalIntoRawModeAndBack() throws ErrnoException {
    try (Typist typist = at(24, 80, "sh", "-c", "echo ready; read a")) {
      assertTrue(typist.echoed());
      typist.await("ready");
      typist.type("x");
      typist.await("x"); // echoed by the container's terminal, so ours is connected and raw
      assertFalse(typist.echoes());
      typist.type("\r");
      assertEquals(0, typist.finish());
      assertTrue(typist.isAsBefore());
    }
  }

  @Test
  void letsTheContainersTerminalMakeASignalOfControlC() throws ErrnoException {
    String script = "trap 'echo interrupted; exit 9' INT; echo ready; while :; do sleep 0.05; done";
    try (Typist typist = at(24, 80, "sh", "-c", script)) {
      typist.await("ready");
      typist.type("\u0003");
      typist.await("interrupted");
      assertEquals(9, typist.finish());
      assertTrue(typist.isAsBefore());
    }
  }

  @Test
  void followsTheSizeOfTheWindow() throws ErrnoException {
    String script =
        "stty size; trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done";
    try (Typist typist = at(33, 77, "sh", "-c", script)) {
      typist.await("33 77");
      typist.await("ready");
      typist.resize(44, 88);
      typist.await("44 88");
      assertEquals(0, typist.finish());
    }
  }

  @Test
  void endsTheShellAtControlD() throws ErrnoException {
    try (Typist typist = at(24, 80, "sh")) {
      typist.await("# ");
      typist.type("exit 3\r");
      assertEquals(3, typist.finish());
    }
    try (Typist typist = at(24, 80, "sh", "-c", "echo ready; exec cat")) {
      typist.await("ready");
      typist.type("line\r\u0004");
      typist.await("line\r\nline");
      assertEquals(0, typist.finish());
      assertTrue(typist.isAsBefore());
    }
  }

  @Test
  void givesTheTerminalBackWhenTheProgramIsNotFound() throws ErrnoException {
    try (Typist typist = at(24, 80, "no-such-program")) {
      assertEquals(127, typist.finish());
      assertTrue(typist.isAsBefore());
    }
  }
}
