package dev.davit.linux.program;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The notations of whole blocks. Neither these nor {@link Notations} are lambdas: the first start
 * of a container is timed too, and each lambda costs it most of a millisecond.
 */
enum DataNotations implements DataNotation {
  NAME,
  STRING,
  BYTES,
  HEX_BYTES;

  @Override
  public void print(StringBuilder out, Data data, Map<String, Integer> descriptors) {
    switch (this) {
      case NAME -> out.append('<').append(data.name()).append('>');
      case STRING -> Quoted.append(out, data.content(), data.size() - 1);
      case BYTES -> Quoted.append(out, data.content(), data.size());
      case HEX_BYTES -> Quoted.appendHex(out, data.content(), data.size());
    }
  }

  /** Fields between brackets, with their names if they have any. */
  record Fields(List<Field> fields, String open, String close) implements DataNotation {
    @Override
    public void print(StringBuilder out, Data data, Map<String, Integer> descriptors) {
      String separator = open;
      for (Field field : fields) {
        out.append(separator);
        if (!field.name().isEmpty()) {
          out.append(field.name()).append('=');
        }
        field.operand().print(out, descriptors);
        separator = ", ";
      }
      out.append(fields.isEmpty() ? open : "").append(close);
    }
  }

  /** An array of structures. */
  record Elements(List<DataNotation> elements) implements DataNotation {
    @Override
    public void print(StringBuilder out, Data data, Map<String, Integer> descriptors) {
      out.append('[');
      for (int i = 0; i < elements.size(); i++) {
        elements.get(i).print(i == 0 ? out : out.append(", "), data, descriptors);
      }
      out.append(']');
    }
  }

  /** An array of strings. */
  record Strings(List<String> strings) implements DataNotation {
    @Override
    public void print(StringBuilder out, Data data, Map<String, Integer> descriptors) {
      out.append('[');
      for (int i = 0; i < strings.size(); i++) {
        byte[] text = strings.get(i).getBytes(StandardCharsets.UTF_8);
        Quoted.append(i == 0 ? out : out.append(", "), text, text.length);
      }
      out.append(']');
    }
  }

  /** An environment, of which strace tells only how much there is. */
  record Environment(int variables) implements DataNotation {
    @Override
    public void print(StringBuilder out, Data data, Map<String, Integer> descriptors) {
      out.append("<environment> /* ").append(variables);
      out.append(variables == 1 ? " var */" : " vars */");
    }
  }
}
