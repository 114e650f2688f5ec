package dev.davit.command;

import dev.davit.oci.image.History;
import dev.davit.oci.image.ImageConfig;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit history}: says how the layers of an image were made. */
final class HistoryVerb implements Verb {

  private static final int SHORT = 60;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "history",
            "[--no-trunc] [-o json] IMAGE",
            "",
            "Lists the steps by which an image was made, the last one first, with the layer that "
                + "each step made.");
    spec.addOption(Options.flag("print commands and layers in full", "--no-trunc"));
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("IMAGE", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit history debian:12");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    String name = Options.exactly(options, "IMAGE").get(0);
    ImageConfig config = session.davit().images().config(name);
    if (json) {
      Json.print(
          session.out(), writer -> Json.document(writer, Json.array(config.toJson(), "history")));
      return ExitCode.OK;
    }
    boolean full = Options.given(options, "--no-trunc");
    Instant now = Instant.now();
    Table table = new Table("LAYER", "CREATED", "CREATED BY", "COMMENT");
    List<History> steps = config.history();
    long layer = config.rootfs().diffIds().size();
    for (int i = steps.size() - 1; i >= 0; i--) {
      History step = steps.get(i);
      String digest = "-";
      if (!step.emptyLayer() && --layer >= 0) {
        String hex = config.rootfs().diffIds().get((int) layer).hex();
        digest = full ? hex : hex.substring(0, 12);
      }
      table.row(
          digest,
          step.created().map(time -> ago(time, now)).orElse("-"),
          step.createdBy().map(text -> full ? text : shortened(text)).orElse("-"),
          step.comment().orElse(""));
    }
    table.print(session.out());
    return ExitCode.OK;
  }

  private static String shortened(String text) {
    return text.length() <= SHORT ? text : text.substring(0, SHORT - 1) + "…";
  }

  private static String ago(String time, Instant now) {
    try {
      return Human.ago(OffsetDateTime.parse(time).toInstant(), now);
    } catch (DateTimeException e) {
      return time;
    }
  }
}
