package dev.davit.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit rmi}: removes images. */
final class RmiVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "rmi",
            "IMAGE...",
            "",
            "Takes a name from an image. When it was the last one, or the id was given, the image "
                + "and the layers that no other image has are removed.");
    spec.addPositional(Options.parameters("IMAGE", "1..*", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit rmi debian:12");
  }

  @Override
  public int run(ParseResult options, Session session) {
    return KillVerb.forEach(
        Options.parameters(options), session, name -> session.davit().images().remove(name));
  }
}
