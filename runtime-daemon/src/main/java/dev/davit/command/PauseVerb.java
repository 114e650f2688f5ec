package dev.davit.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit pause}: lets containers stand still. */
final class PauseVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "pause",
            "CONTAINER...",
            "",
            "Lets all processes of each container stand still, wherever they are, until davit "
                + "unpause. They keep their memory. One that is paused already stays so.");
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(
        spec, "  davit pause db && cp -a data copy; davit unpause db", "  davit pause web cache");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> names = Options.some(options, "CONTAINER");
    return KillVerb.forEach(names, session, name -> session.davit().handle(name).pause());
  }
}
