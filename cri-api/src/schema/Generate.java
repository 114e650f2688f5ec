import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the records of {@code dev.davit.cri.v1} from the list {@code runtime.v1} beside it.
 *
 * <pre>
 *   java src/schema/Generate.java           write them
 *   java src/schema/Generate.java --check   say what differs from what is there, and exit with 1
 * </pre>
 */
public final class Generate {

  private static final String HEAD =
      "// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.\n"
          + "package dev.davit.cri.v1;\n\n";

  private record Field(String name, String type) {

    boolean isMap() {
      return type.equals("{}");
    }

    boolean isList() {
      return type.startsWith("[");
    }

    /** The type without the brackets of a list. */
    String element() {
      return isList() ? type.substring(1, type.length() - 1) : type;
    }

    /** The name of protobuf's JSON mapping: the letter after an underscore in upper case. */
    String json() {
      StringBuilder json = new StringBuilder();
      boolean up = false;
      for (char c : name.toCharArray()) {
        if (c == '_') {
          up = true;
        } else {
          json.append(up ? Character.toUpperCase(c) : c);
          up = false;
        }
      }
      return json.toString();
    }

    /** The name in Java: that of JSON, its leading capitals in lower case. */
    String java() {
      String json = json();
      int capitals = 0;
      while (capitals < json.length() && Character.isUpperCase(json.charAt(capitals))) {
        capitals++;
      }
      int lower = capitals > 1 && capitals < json.length() ? capitals - 1 : capitals;
      return json.substring(0, lower).toLowerCase() + json.substring(lower);
    }

    /** What the reader of records derives from the name in Java. */
    String derived() {
      return java().replaceAll("([A-Z])", "_$1").toLowerCase();
    }
  }

  private record Call(String name, String request, String response, boolean streaming) {

    String constant() {
      return name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase();
    }
  }

  private final Map<String, List<Field>> messages = new LinkedHashMap<>();
  private final Map<String, List<String>> enums = new LinkedHashMap<>();
  private final Map<String, List<Call>> services = new LinkedHashMap<>();

  private Generate(List<String> lines) {
    String service = null;
    for (String line : joined(lines)) {
      if (line.startsWith("service ")) {
        service = line.substring(8).trim();
        services.put(service, new ArrayList<>());
      } else if (line.startsWith("  ")) {
        services.get(service).add(call(line.trim()));
      } else if (line.startsWith("enum ")) {
        String[] parts = line.substring(5).split(":", 2);
        String name = parts[0].trim();
        enums.put(name.substring(name.indexOf('.') + 1), list(parts[1]));
      } else {
        String[] parts = line.split(":", 2);
        messages.put(parts[0].trim(), list(parts[1]).stream().map(Generate::field).toList());
      }
    }
  }

  /** Comments and empty lines gone; a line that continues a message joined to it. */
  private static List<String> joined(List<String> lines) {
    List<String> joined = new ArrayList<>();
    boolean services = false;
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith(" ")) {
        services = line.startsWith("service ");
      }
      if (line.startsWith(" ") && !services) {
        joined.set(joined.size() - 1, joined.get(joined.size() - 1) + " " + line.trim());
      } else {
        joined.add(line);
      }
    }
    return joined;
  }

  private static List<String> list(String text) {
    return Stream.of(text.split(",")).map(String::trim).filter(s -> !s.isEmpty()).toList();
  }

  private static Field field(String text) {
    String[] parts = text.split(" ");
    return new Field(parts[0].replaceAll("=.*", ""), parts[1]);
  }

  private static Call call(String text) {
    String[] parts = text.split("[() ]+");
    boolean streaming = parts[2].equals("stream");
    return new Call(parts[0], parts[1], parts[streaming ? 3 : 2], streaming);
  }

  private Map<String, String> sources() {
    Map<String, String> sources = new TreeMap<>();
    messages.forEach((name, fields) -> sources.put(name, record(name, fields)));
    enums.forEach((name, values) -> sources.put(name, enumeration(name, values)));
    services.forEach((name, calls) -> sources.put(name, service(name, calls)));
    return sources;
  }

  private String type(Field field) {
    if (field.isMap()) {
      return "Map<String, String>";
    }
    if (field.isList()) {
      return "List<" + boxed(field.element()) + ">";
    }
    return messages.containsKey(field.type())
        ? "Optional<" + field.type() + ">"
        : scalar(field.type());
  }

  private static String scalar(String type) {
    return switch (type) {
      case "string" -> "String";
      case "bool" -> "boolean";
      case "int32" -> "int";
      case "uint32", "int64", "uint64" -> "long";
      case "bytes" -> "Bytes";
      default -> type;
    };
  }

  private static String boxed(String type) {
    return switch (type) {
      case "int32" -> "Integer";
      case "uint32", "int64", "uint64" -> "Long";
      default -> scalar(type);
    };
  }

  private String unset(Field field) {
    if (field.isMap()) {
      return "Map.of()";
    }
    if (field.isList()) {
      return "List.of()";
    }
    if (messages.containsKey(field.type())) {
      return "Optional.empty()";
    }
    if (enums.containsKey(field.type())) {
      return field.type() + "." + enums.get(field.type()).get(0);
    }
    return switch (field.type()) {
      case "string" -> "\"\"";
      case "bytes" -> "Bytes.EMPTY";
      case "bool" -> "false";
      default -> "0";
    };
  }

  /** What the name and the type in Java do not say already. */
  private static String annotation(Field field) {
    List<String> attributes = new ArrayList<>();
    if (!field.json().equals(field.java())) {
      attributes.add("json = \"" + field.json() + "\"");
    }
    if (!field.name().equals(field.derived())) {
      attributes.add("proto = \"" + field.name() + "\"");
    }
    if (field.element().startsWith("uint")) {
      attributes.add("unsigned = " + field.element().substring(4));
    }
    return attributes.isEmpty() ? "" : "@Field(" + String.join(", ", attributes) + ") ";
  }

  private String record(String name, List<Field> fields) {
    Set<String> imports = new TreeSet<>();
    for (Field field : fields) {
      String type = type(field);
      Stream.of("List", "Map", "Optional")
          .filter(c -> type.startsWith(c + "<"))
          .forEach(c -> imports.add("java.util." + c));
      if (type.contains("Bytes")) {
        imports.add("dev.davit.cri.Bytes");
      }
      if (!annotation(field).isEmpty()) {
        imports.add("dev.davit.cri.Field");
      }
      if (field.isMap() || field.isList()) {
        imports.add("dev.davit.cri.Copies");
      }
    }
    StringBuilder out = new StringBuilder(HEAD);
    imports.forEach(i -> out.append("import ").append(i).append(";\n"));
    out.append(imports.isEmpty() ? "" : "\n");
    out.append("/** The message {@code ").append(name).append("} of the CRI. */\n");
    out.append("public record ").append(name).append("(");
    out.append(
        fields.stream()
            .map(f -> "\n    " + annotation(f) + type(f) + " " + f.java())
            .collect(Collectors.joining(",")));
    out.append(") {\n");
    copies(out, name, fields);
    if (fields.isEmpty()) {
      out.append("\n  /** The one value. */\n  public static final ").append(name);
      out.append(" INSTANCE = new ").append(name).append("();\n");
    } else {
      builder(out, name, fields);
    }
    return out.append("}\n").toString();
  }

  private static void copies(StringBuilder out, String name, List<Field> fields) {
    if (fields.stream().noneMatch(f -> f.isMap() || f.isList())) {
      return;
    }
    out.append("\n  /** Copies its collections. */\n  public ").append(name).append(" {\n");
    for (Field f : fields) {
      if (f.isMap() || f.isList()) {
        out.append("    ").append(f.java()).append(" = Copies.of(").append(f.java()).append(");\n");
      }
    }
    out.append("  }\n");
  }

  private void builder(StringBuilder out, String name, List<Field> fields) {
    out.append("\n  /** Begins with nothing set. */\n  public static Builder builder() {\n");
    out.append("    return new Builder();\n  }\n");
    out.append("\n  /** Begins with what is set here. */\n  public Builder toBuilder() {\n");
    out.append("    Builder builder = new Builder();\n");
    for (Field f : fields) {
      out.append("    builder.").append(f.java()).append(" = ").append(f.java()).append(";\n");
    }
    out.append("    return builder;\n  }\n");
    out.append("\n  /** Sets its fields one by one. */\n  public static final class Builder {\n");
    for (Field f : fields) {
      out.append("    private ").append(type(f)).append(" ").append(f.java());
      out.append(" = ").append(unset(f)).append(";\n");
    }
    out.append("\n    private Builder() {}\n");
    for (Field f : fields) {
      boolean message = type(f).startsWith("Optional<");
      out.append("\n    /** Sets {@code ").append(f.name()).append("}. */\n");
      out.append("    public Builder ").append(f.java()).append("(");
      out.append(message ? f.type() : type(f)).append(" value) {\n      ");
      out.append("this.").append(f.java()).append(" = ");
      out.append(message ? "Optional.of(value)" : "value").append(";\n");
      out.append("      return this;\n    }\n");
    }
    out.append("\n    /** The message. */\n    public ").append(name).append(" build() {\n");
    out.append("      return new ").append(name).append("(");
    out.append(fields.stream().map(Field::java).collect(Collectors.joining(", ")));
    out.append(");\n    }\n  }\n");
  }

  private static String enumeration(String name, List<String> values) {
    StringBuilder out = new StringBuilder(HEAD);
    out.append("/** The enumeration {@code ").append(name);
    out.append("} of the CRI; the number of a value is its ordinal. */\n");
    out.append("public enum ").append(name).append(" {\n");
    out.append(values.stream().map(v -> "  " + v).collect(Collectors.joining(",\n")));
    return out.append("\n}\n").toString();
  }

  private static String service(String name, List<Call> calls) {
    StringBuilder out = new StringBuilder(HEAD);
    out.append("import dev.davit.cri.Rpc;\nimport java.util.List;\n\n");
    out.append("/** The calls of the service {@code runtime.v1.").append(name).append("}. */\n");
    out.append("public final class ").append(name).append(" {\n");
    for (Call call : calls) {
      out.append("\n  /** {@code ").append(call.name()).append("}. */\n");
      out.append("  public static final Rpc<").append(call.request()).append(", ");
      out.append(call.response()).append("> ").append(call.constant()).append(" =\n");
      out.append("      Rpc.").append(call.streaming() ? "streaming" : "unary").append("(\"");
      out.append("runtime.v1.").append(name).append("\", \"").append(call.name()).append("\", ");
      out.append(call.request()).append(".class, ").append(call.response()).append(".class);\n");
    }
    out.append("\n  private ").append(name).append("() {}\n");
    out.append("\n  /** All of them. */\n  public static List<Rpc<?, ?>> all() {\n");
    out.append("    return List.of(\n        ");
    out.append(calls.stream().map(Call::constant).collect(Collectors.joining(",\n        ")));
    return out.append(");\n  }\n}\n").toString();
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Writes or compares. */
  public static void main(String[] args) throws IOException {
    Path module = Path.of(System.getProperty("module", "."));
    Path target = module.resolve("src/main/java/dev/davit/cri/v1");
    Map<String, String> sources =
        new Generate(Files.readAllLines(module.resolve("src/schema/runtime.v1"))).sources();
    Set<String> files = new TreeSet<>();
    if (Files.isDirectory(target)) {
      try (Stream<Path> present = Files.list(target)) {
        present
            .map(p -> p.getFileName().toString().replace(".java", ""))
            .filter(n -> !n.equals("package-info"))
            .forEach(files::add);
      }
    }
    files.addAll(sources.keySet());
    boolean check = List.of(args).contains("--check");
    boolean differs = false;
    for (String name : files) {
      Path file = target.resolve(name + ".java");
      String wanted = sources.getOrDefault(name, "");
      if (read(file).equals(wanted)) {
        continue;
      }
      differs = true;
      if (check) {
        System.out.println(file + ": is not what the list says");
      } else if (wanted.isEmpty()) {
        Files.delete(file);
      } else {
        Files.createDirectories(target);
        Files.writeString(file, wanted);
      }
    }
    System.exit(check && differs ? 1 : 0);
  }
}
