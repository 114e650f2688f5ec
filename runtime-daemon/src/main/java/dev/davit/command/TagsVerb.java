package dev.davit.command;

import dev.davit.oci.image.ImageReference;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit tags}: lists the tags of a repository. */
final class TagsVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "tags",
            "[OPTION...] REPOSITORY",
            "",
            "Lists the tags that a repository has in its registry, one in a line.");
    Registries.declare(spec);
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("REPOSITORY", "[REGISTRY/]NAME"));
    return Options.withGlobal(
        spec, "  davit tags debian", "  davit tags registry.example/team/app");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    ImageReference name = untagged(Options.exactly(options, "REPOSITORY").get(0));
    print(Registries.repository(options, session, name).tags(), json, session);
    return ExitCode.OK;
  }

  /** The repository of a name without a tag. */
  static ImageReference untagged(String word) {
    ImageReference name = Registries.reference(word);
    if (name.digest().isPresent() || word.endsWith(":" + name.tag().orElseThrow())) {
      throw new UsageException(
          "\"" + word + "\": a repository has no tag: say " + name.familiarName());
    }
    return name;
  }

  /** Names, one in a line. */
  static void print(List<String> names, boolean json, Session session) {
    if (json) {
      Json.print(session.out(), writer -> Json.strings(writer, names));
    } else {
      names.forEach(name -> session.out().println(Table.printable(name)));
    }
  }
}
