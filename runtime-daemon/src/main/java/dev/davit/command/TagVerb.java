package dev.davit.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit tag}: gives an image one more name. */
final class TagVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb("tag", "IMAGE NAME", "", "Gives an image one more name. Copies nothing.");
    spec.addPositional(Options.parameters("IMAGE NAME", "a name or id; the new name"));
    return Options.withGlobal(spec, "  davit tag debian:12 registry.example/base:1");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.exactly(options, "IMAGE", "NAME");
    session.davit().images().tag(words.get(0), words.get(1));
    return ExitCode.OK;
  }
}
