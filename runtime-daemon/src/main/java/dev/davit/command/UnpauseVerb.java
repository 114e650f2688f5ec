package dev.davit.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit unpause}: lets paused containers go on. */
final class UnpauseVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "unpause",
            "CONTAINER...",
            "",
            "Lets all processes of each container go on. One that is not paused is left as it is.");
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit unpause web");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> names = Options.some(options, "CONTAINER");
    return KillVerb.forEach(names, session, name -> session.davit().handle(name).resume());
  }
}
