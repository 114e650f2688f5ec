package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {

  private static String print(Table table) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void alignsColumnsAndLeavesNoBlanksAtTheEnd() {
    Table table = new Table("NAME", "ID", "SIZE");
    table.row("debian:12", "1", "124MB").row("ä", "22", "");
    assertEquals(
        """
        NAME        ID   SIZE
        debian:12   1    124MB
        ä           22
        """,
        print(table));
  }

  @Test
  void letsNoNameDriveTheTerminal() {
    assertEquals("NAME\n?[31mx?\n", print(new Table("NAME").row("\u001b[31mx\n")));
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThrows(IllegalArgumentException.class, () -> new Table("A", "B").row("1"));
  }
}
