package dev.davit.oci.json;

import java.util.List;
import java.util.function.BiConsumer;

/** Reads and writes the records of the specifications. */
public final class Json {
  private Json() {}

  /**
   * Reads a document whose form is all that matters.
   *
   * @param type record of the document
   * @param document its name in messages, as in {@code manifest}
   * @throws SpecException with all problems
   */
  public static <T extends Record> T parse(Class<T> type, String document, String text) {
    return parse(type, document, text, (value, problems) -> {});
  }

  /**
   * Reads a document and checks it against rules. The rules see what could be read of it, so that
   * problems of form and of meaning are reported together.
   *
   * @param type record of the document
   * @param document its name in messages, as in {@code config}
   * @param rules add to the problems what the record's form cannot say
   * @throws SpecException with all problems
   */
  public static <T extends Record> T parse(
      Class<T> type, String document, String text, BiConsumer<T, Problems> rules) {
    Problems problems = new Problems();
    Object tree = JsonTree.read(text, problems);
    if (tree == JsonTree.MALFORMED) {
      problems.throwIfAny(document);
    }
    T value = type.cast(RecordCodec.of(type).decode(tree, "$", problems));
    if (value != null) {
      rules.accept(value, problems);
    }
    problems.throwIfAny(document);
    return value;
  }

  /**
   * What {@link #parse} would say about a document that was built in Java; empty when all is right.
   *
   * @param rules as for {@link #parse}
   */
  public static <T extends Record> List<Problem> problems(
      Class<T> type, T value, BiConsumer<T, Problems> rules) {
    Problems problems = new Problems();
    RecordCodec codec = RecordCodec.of(type);
    codec.decode(codec.encode(value), "$", problems);
    rules.accept(value, problems);
    return problems.list();
  }

  /** The document on one line. */
  public static String write(Record document) {
    return JsonTree.write(RecordCodec.of(document.getClass()).encode(document), false);
  }

  /** The document indented by two spaces, with a line feed at the end. */
  public static String writeIndented(Record document) {
    return JsonTree.write(RecordCodec.of(document.getClass()).encode(document), true) + "\n";
  }
}
