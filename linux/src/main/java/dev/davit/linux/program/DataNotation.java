package dev.davit.linux.program;

import java.util.List;
import java.util.Map;

/** How strace(1) writes what a pointer argument points at. */
@FunctionalInterface
public interface DataNotation {
  /** The name of the block in angle brackets: what the kernel will have written there. */
  DataNotation NAME = DataNotations.NAME;

  /** A quoted string without its terminating NUL. */
  DataNotation STRING = DataNotations.STRING;

  /** Quoted bytes. */
  DataNotation BYTES = DataNotations.BYTES;

  /** Quoted bytes, all of them hexadecimal. */
  DataNotation HEX_BYTES = DataNotations.HEX_BYTES;

  /** Writes the block. */
  void print(StringBuilder out, Data data, Map<String, Integer> descriptors);

  /** Writes fields as {@code {name=value, …}}. */
  static DataNotation struct(List<Field> fields) {
    return new DataNotations.Fields(fields, "{", "}");
  }

  /** Writes fields as {@code [value, …]}. */
  static DataNotation array(List<Field> fields) {
    return new DataNotations.Fields(fields, "[", "]");
  }

  /** Writes {@code [element, …]}. */
  static DataNotation list(List<DataNotation> elements) {
    return new DataNotations.Elements(elements);
  }

  /** Writes {@code ["…", …]}. */
  static DataNotation strings(List<String> strings) {
    return new DataNotations.Strings(strings);
  }
}
