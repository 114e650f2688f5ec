package dev.davit.command;

import dev.davit.image.snapshot.Change;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit diff}: lists what a container has changed. */
final class DiffVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "diff",
            "[-o json] CONTAINER",
            "",
            "Lists the paths that a container has added (A), changed (C) or deleted (D), sorted.");
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit diff web");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    List<Change> changes = session.davit().diff(Options.exactly(options, "CONTAINER").get(0));
    if (!json) {
      changes.forEach(change -> session.out().println(Table.printable(change.toString())));
      return ExitCode.OK;
    }
    Json.print(
        session.out(),
        writer -> {
          writer.beginArray();
          for (Change change : changes) {
            writer.beginObject();
            writer.name("path").value("/" + change.path());
            writer.name("kind").value(change.kind().name().toLowerCase(Locale.ROOT));
            writer.endObject();
          }
          writer.endArray();
        });
    return ExitCode.OK;
  }
}
