package dev.davit.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows in columns that are as wide as their widest cell, three spaces apart. */
final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with its header. */
  Table(String... header) {
    rows.add(List.of(header));
  }

  /** Adds a row with as many cells as the header. */
  Table row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException("row of " + cells.length + " cells");
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(printable(cell));
    }
    rows.add(row);
    return this;
  }

  /** Prints it; a line has no blanks at its end. */
  void print(PrintStream out) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i));
        if (i < columns - 1) {
          line.append(" ".repeat(widths[i] - length(row.get(i)) + 3));
        }
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /** Control characters in a name must not drive the user's terminal. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return out.toString();
  }
}
