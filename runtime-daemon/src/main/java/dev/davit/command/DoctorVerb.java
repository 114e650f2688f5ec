package dev.davit.command;

import dev.davit.engine.Doctor;
import dev.davit.engine.HostFeature;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit doctor}: what this machine offers, and what to change. */
final class DoctorVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "doctor",
            "[-o json]",
            "",
            "Says what this machine offers to containers of this user, feature by feature, and "
                + "what to change where something is missing. Changes nothing.");
    spec.addOption(Options.output());
    return Options.withGlobal(spec);
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<HostFeature> features = Doctor.examine();
    if (Options.json(options)) {
      Json.print(
          session.out(),
          writer -> {
            writer.beginArray();
            for (HostFeature feature : features) {
              writer.beginObject();
              writer.name("name").value(feature.name());
              writer.name("state").value(word(feature));
              writer.name("detail").value(feature.detail());
              writer.name("cure").value(feature.cure());
              writer.endObject();
            }
            writer.endArray();
          });
      return ExitCode.OK;
    }
    for (HostFeature feature : features) {
      session
          .out()
          .printf(
              Locale.ROOT,
              "%-7s %s: %s%n",
              word(feature),
              Table.printable(feature.name()),
              Table.printable(feature.detail()));
      if (!feature.cure().isEmpty()) {
        session.out().printf(Locale.ROOT, "        to change it: %s%n", feature.cure());
      }
    }
    return ExitCode.OK;
  }

  private static String word(HostFeature feature) {
    return feature.state().name().toLowerCase(Locale.ROOT);
  }
}
