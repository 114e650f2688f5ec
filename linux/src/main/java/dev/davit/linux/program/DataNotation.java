package dev.davit.linux.program;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** How strace(1) writes what a pointer argument points at. */
@FunctionalInterface
public interface DataNotation {
  /** The name of the block in angle brackets: what the kernel will have written there. */
  DataNotation NAME = (out, data, fds) -> out.append('<').append(data.name()).append('>');

  /** A quoted string without its terminating NUL. */
  DataNotation STRING = (out, data, fds) -> Quoted.append(out, data.content(), data.size() - 1);

  /** Quoted bytes. */
  DataNotation BYTES = (out, data, fds) -> Quoted.append(out, data.content(), data.size());

  /** Quoted bytes, all of them hexadecimal. */
  DataNotation HEX_BYTES = (out, data, fds) -> Quoted.appendHex(out, data.content(), data.size());

  /** Writes the block. */
  void print(StringBuilder out, Data data, Map<String, Integer> descriptors);

  /** Writes fields as {@code {name=value, …}}. */
  static DataNotation struct(List<Field> fields) {
    return (out, data, fds) -> {
      out.append('{');
      separated(out, fields, fds);
      out.append('}');
    };
  }

  /** Writes fields as {@code [value, …]}. */
  static DataNotation array(List<Field> fields) {
    return (out, data, fds) -> {
      out.append('[');
      separated(out, fields, fds);
      out.append(']');
    };
  }

  /** Writes {@code [element, …]}. */
  static DataNotation list(List<DataNotation> elements) {
    return (out, data, fds) -> {
      out.append('[');
      for (int i = 0; i < elements.size(); i++) {
        elements.get(i).print(i == 0 ? out : out.append(", "), data, fds);
      }
      out.append(']');
    };
  }

  /** Writes {@code ["…", …]}. */
  static DataNotation strings(List<String> strings) {
    return (out, data, fds) -> {
      out.append('[');
      for (int i = 0; i < strings.size(); i++) {
        byte[] text = strings.get(i).getBytes(StandardCharsets.UTF_8);
        Quoted.append(i == 0 ? out : out.append(", "), text, text.length);
      }
      out.append(']');
    };
  }

  private static void separated(StringBuilder out, List<Field> fields, Map<String, Integer> fds) {
    String separator = "";
    for (Field field : fields) {
      out.append(separator);
      if (!field.name().isEmpty()) {
        out.append(field.name()).append('=');
      }
      field.operand().print(out, fds);
      separator = ", ";
    }
  }
}
