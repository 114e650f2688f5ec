package dev.davit.command;

import dev.davit.engine.ContainerInfo;
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
        Options.some(options, "CONTAINER"), session, name -> remove(name, force, session));
  }

  private static void remove(String name, boolean force, Session session) {
    ContainerInfo found = session.davit().find(name);
    if (found.pod().isPresent()) {
      new PodContainerCalls(found, session).remove(force);
      found.name().ifPresent(n -> session.davit().unname(found.id(), n));
    } else {
      session.davit().remove(name, force);
    }
  }
}
