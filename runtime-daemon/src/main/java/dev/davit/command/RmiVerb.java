package dev.davit.command;

import dev.davit.image.Removal;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit rmi}: removes images. */
final class RmiVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "rmi",
            "[-f] IMAGE...",
            "",
            "Takes a name from an image. When it was the last one, or the id was given, the image "
                + "and the layers that no other image has are removed.");
    spec.addOption(Options.flag("by id, remove an image that has several names", "-f", "--force"));
    spec.addPositional(Options.parameters("IMAGE", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit rmi debian:12");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean force = Options.given(options, "-f");
    return KillVerb.forEach(
        Options.some(options, "IMAGE"), session, name -> remove(name, force, session));
  }

  private static void remove(String name, boolean force, Session session) {
    Removal removal = session.davit().images().remove(name, force);
    removal.untagged().forEach(n -> session.out().println("untagged " + n.familiar()));
    removal.deleted().ifPresent(id -> session.out().println("removed " + id));
  }
}
