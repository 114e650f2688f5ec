package dev.davit.command;

import com.google.gson.stream.JsonWriter;
import dev.davit.engine.ByteSize;
import dev.davit.engine.ImageStep;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
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
                + "each step made and the size of its files. A layer of which the image's maker "
                + "says nothing is a step of its own.");
    spec.addOption(Options.flag("print commands and layers in full", "--no-trunc"));
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("IMAGE", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit history debian:12");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    String name = Options.exactly(options, "IMAGE").get(0);
    List<ImageStep> steps = new ArrayList<>(session.davit().images().history(name));
    Collections.reverse(steps);
    if (json) {
      Json.print(session.out(), writer -> write(writer, steps));
      return ExitCode.OK;
    }
    boolean full = Options.given(options, "--no-trunc");
    Instant now = Instant.now();
    Table table = new Table("LAYER", "CREATED", "CREATED BY", "SIZE", "COMMENT");
    for (ImageStep step : steps) {
      String layer =
          step.layer().map(digest -> digest.substring(digest.indexOf(':') + 1)).orElse("-");
      table.row(
          full || layer.length() < 12 ? layer : layer.substring(0, 12),
          step.created().map(time -> ago(time, now)).orElse("-"),
          step.createdBy().map(text -> full ? text : shortened(text)).orElse("-"),
          ByteSize.human(step.sizeBytes()),
          step.comment().orElse(""));
    }
    table.print(session.out());
    return ExitCode.OK;
  }

  private static void write(JsonWriter writer, List<ImageStep> steps) throws IOException {
    writer.beginArray();
    for (ImageStep step : steps) {
      writer.beginObject();
      writer.name("layer").value(step.layer().orElse(""));
      writer.name("sizeBytes").value(step.sizeBytes());
      writer.name("created").value(step.created().orElse(""));
      writer.name("createdBy").value(step.createdBy().orElse(""));
      writer.name("author").value(step.author().orElse(""));
      writer.name("comment").value(step.comment().orElse(""));
      writer.endObject();
    }
    writer.endArray();
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
