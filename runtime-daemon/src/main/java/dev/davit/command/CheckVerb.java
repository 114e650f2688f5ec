package dev.davit.command;

import dev.davit.image.CheckRequest;
import dev.davit.image.Damage;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit check}: finds and mends what is wrong with the data root. */
final class CheckVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "check",
            "[--repair] [--deep] [-o json]",
            "",
            "Looks for damage of the data root: blobs that are not what their digests say, layers "
                + "that are not unpacked, records and an index that cannot be read, and what crashes "
                + "left. Changes nothing unless it shall repair. Gives 1 if there is damage left.");
    spec.addOption(Options.flag("mend what can be mended", "--repair"));
    spec.addOption(
        Options.flag(
            "compare every file of every layer with its archive too: takes as long as unpacking"
                + " all images",
            "--deep"));
    spec.addOption(Options.output());
    return Options.withGlobal(spec, "  davit check", "  davit check --deep --repair");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    Options.exactly(options);
    List<Damage> damages =
        session
            .davit()
            .check(
                new CheckRequest(
                    Options.given(options, "--repair"), Options.given(options, "--deep")));
    if (json) {
      print(damages, session);
    } else {
      damages.forEach(damage -> session.out().println(Table.printable(damage.toString())));
    }
    return damages.stream().allMatch(Damage::mended) ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static void print(List<Damage> damages, Session session) {
    Json.print(
        session.out(),
        writer -> {
          writer.beginArray();
          for (Damage damage : damages) {
            writer.beginObject();
            writer.name("object").value(damage.object());
            writer.name("problem").value(damage.problem());
            writer.name("remedy").value(damage.remedy());
            writer.name("mended").value(damage.mended());
            writer.endObject();
          }
          writer.endArray();
        });
  }
}
