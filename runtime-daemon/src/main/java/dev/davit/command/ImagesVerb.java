package dev.davit.command;

import com.google.gson.stream.JsonWriter;
import dev.davit.engine.ByteSize;
import dev.davit.engine.ImageInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit images}: lists images. */
final class ImagesVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb("images", "[-o json]", "", "Lists the images of the store, a line per name.");
    spec.addOption(Options.flag("print ids only, in full", "-q", "--quiet"));
    spec.addOption(Options.output());
    return Options.withGlobal(spec, "  davit images", "  davit images -o json");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    List<ImageInfo> images = session.davit().images().list();
    if (json) {
      Json.print(
          session.out(),
          writer -> {
            writer.beginArray();
            for (ImageInfo image : images) {
              write(writer, image);
            }
            writer.endArray();
          });
    } else if (Options.given(options, "-q")) {
      images.forEach(i -> session.out().println(i.id()));
    } else {
      print(images, session);
    }
    return ExitCode.OK;
  }

  private static void print(List<ImageInfo> images, Session session) {
    Instant now = Instant.now();
    Table table = new Table("NAME", "IMAGE ID", "LAYERS", "CREATED", "SIZE");
    for (ImageInfo image : images) {
      for (String name : image.names().isEmpty() ? List.of("-") : image.names()) {
        table.row(
            name,
            image.shortId(),
            String.valueOf(image.layers().size()),
            image.created().map(t -> Human.ago(t, now)).orElse("-"),
            ByteSize.human(image.sizeBytes()));
      }
    }
    table.print(session.out());
  }

  /** One image as an object. */
  private static void write(JsonWriter writer, ImageInfo image) throws IOException {
    writer.beginObject();
    writeFields(writer, image);
    writer.endObject();
  }

  /** The fields of that object. */
  static void writeFields(JsonWriter writer, ImageInfo image) throws IOException {
    writer.name("id").value(image.id());
    Json.strings(writer.name("names"), image.names());
    Json.strings(writer.name("digests"), image.digests());
    if (image.created().isPresent()) {
      writer.name("created").value(image.created().get().toString());
    }
    writer.name("sizeBytes").value(image.sizeBytes());
    Json.strings(writer.name("layers"), image.layers());
    writer.name("architecture").value(image.architecture());
    Json.strings(writer.name("command"), image.command());
  }
}
