package dev.davit.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit rm}: removes containers. */
final class RmVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "rm",
            "[-f] CONTAINER...",
            "",
            "Removes containers that have ended: what they wrote, their state and their name.");
    spec.addOption(Options.flag("kill those that still run", "-f", "--force"));
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit rm web", "  davit rm -f web 3f2a");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean force = Options.given(options, "-f");
    return KillVerb.forEach(
        Options.some(options, "CONTAINER"), session, name -> session.davit().remove(name, force));
  }
}
