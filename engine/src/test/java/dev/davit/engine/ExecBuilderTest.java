package dev.davit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.Process;
import dev.davit.runtime.Stdio;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ExecBuilderTest {

  private static final ProcessDefaults DEFAULTS =
      new ProcessDefaults(
          List.of("PATH=/app/bin", "A=1", "B=2=3"),
          "/app",
          "app",
          List.of("CAP_CHOWN", "CAP_KILL"),
          true);

  private static Process process(UnaryOperator<ExecBuilder> options) {
    return options.apply(new ExecBuilder(null, List.of("ls", "-l"))).process(DEFAULTS);
  }

  @Test
  void beginsWithWhatTheContainerBeganWith() {
    Process process = process(b -> b);
    assertEquals(List.of("ls", "-l"), process.args());
    assertEquals(List.of("PATH=/app/bin", "A=1", "B=2=3"), process.env());
    assertEquals("/app", process.cwd());
    assertEquals(List.of("CAP_CHOWN", "CAP_KILL"), process.capabilities().get().bounding());
    assertEquals(List.of(), process.capabilities().get().ambient());
    assertTrue(process.noNewPrivileges());
    assertFalse(process.terminal());
  }

  @Test
  void replacesVariablesWhereTheyAreAndAddsOthers() {
    assertEquals(
        List.of("PATH=/app/bin", "A=new", "B=2=3", "C="),
        process(b -> b.env("A", "new").env("C", "")).env());
  }

  @Test
  void namesTheTerminalUnlessItIsNamed() {
    assertTrue(process(b -> b.stdio(Stdio.terminal(24, 80))).env().contains("TERM=xterm"));
    assertTrue(
        process(b -> b.stdio(Stdio.terminal(24, 80)).env("TERM", "vt100"))
            .env()
            .contains("TERM=vt100"));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(OptionException.class, () -> new ExecBuilder(null, List.of()));
    assertThrows(OptionException.class, () -> new ExecBuilder(null, List.of("", "x")));
    assertThrows(OptionException.class, () -> process(b -> b.env("A=B", "x")));
    assertThrows(OptionException.class, () -> process(b -> b.workdir("relative")));
  }
}
