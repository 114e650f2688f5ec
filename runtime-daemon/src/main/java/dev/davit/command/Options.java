package dev.davit.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * Declares options in one line each, and reads them.
 *
 * <p>Descriptions are format strings in picocli: a percent sign is written twice.
 */
final class Options {

  private Options() {}

  /** A verb with the options that every verb has. */
  static CommandSpec verb(String name, String synopsis, String... description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage()
        .customSynopsis("davit " + name + " " + synopsis)
        .description(description)
        .sortOptions(false)
        .optionListHeading("%nOptions:%n")
        .parameterListHeading("%n")
        .abbreviateSynopsis(true)
        .width(100);
    return spec;
  }

  /** Adds the options of every verb; last, so that the help shows them last. */
  static CommandSpec withGlobal(CommandSpec spec, String... examples) {
    global(spec);
    if (examples.length > 0) {
      spec.usageMessage().footerHeading("%nExamples:%n").footer(examples);
    }
    return spec;
  }

  /** Adds {@code --root}, {@code --state} and {@code --help}. */
  static void global(CommandSpec spec) {
    spec.addOption(
        value(
            "DIR",
            "images and writable layers (default: " + Session.defaultRoot() + ")",
            "--root"));
    spec.addOption(value("DIR", "run state (default: " + Session.defaultState() + ")", "--state"));
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .arity("0")
            .type(boolean.class)
            .description("show this help")
            .build());
  }

  /** An option without a value. */
  static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names)
        .arity("0")
        .type(boolean.class)
        .description(description)
        .build();
  }

  /** An option with one value. */
  static OptionSpec value(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .arity("1")
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** An option with one value or, at the end of the line, none, which is the empty one. */
  static OptionSpec optionalValue(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .arity("0..1")
        .fallbackValue("")
        .type(String.class)
        .paramLabel(label)
        .hideParamSyntax(true)
        .description(description)
        .build();
  }

  /** An option that may be given many times. */
  static OptionSpec values(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .arity("1")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** {@code -o json}. */
  static OptionSpec output() {
    return value("FORMAT", "table or json", "-o", "--output");
  }

  /** {@code --change}, of what makes an image. */
  static OptionSpec change() {
    return values(
        "INSTRUCTION",
        "change a default of the image's containers, such as 'CMD [\"/app\"]' or 'ENV A=b'",
        "-c",
        "--change");
  }

  /** {@code --quiet}, of what brings an image. */
  static OptionSpec quiet() {
    return flag("print nothing but the image's id, and no progress", "-q", "--quiet");
  }

  /** The parameters; how many there may be is checked when they are read. */
  static PositionalParamSpec parameters(String label, String description) {
    return PositionalParamSpec.builder()
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("0..*")
        .hideParamSyntax(true)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** The values of an option. */
  static List<String> all(ParseResult options, String name) {
    return options.matchedOptionValue(name, List.of());
  }

  /** The parameters that were given. */
  static List<String> parameters(ParseResult options) {
    return options.matchedPositionalValue(0, List.of());
  }

  /**
   * The parameters that were given, one for each name.
   *
   * @throws UsageException if there are fewer or more
   */
  static List<String> exactly(ParseResult options, String... names) {
    List<String> words = parameters(options);
    if (words.size() < names.length) {
      throw new UsageException("missing " + names[words.size()]);
    }
    if (words.size() > names.length) {
      throw new UsageException("\"" + words.get(names.length) + "\": one argument too many");
    }
    return words;
  }

  /**
   * The parameters that were given.
   *
   * @throws UsageException if there is none
   */
  static List<String> some(ParseResult options, String name) {
    List<String> words = parameters(options);
    if (words.isEmpty()) {
      throw new UsageException("missing " + name);
    }
    return words;
  }

  /** Whether a flag was given. */
  static boolean given(ParseResult options, String name) {
    return options.hasMatchedOption(name);
  }

  /** The value of an option, or null. */
  static String one(ParseResult options, String name) {
    return options.matchedOptionValue(name, (String) null);
  }

  /** Whether JSON is asked for. */
  static boolean json(ParseResult options) {
    String format = options.matchedOptionValue("-o", "table");
    return switch (format) {
      case "json" -> true;
      case "table" -> false;
      default ->
          throw new UsageException("-o: \"" + format + "\": unknown format: use table or json");
    };
  }
}
