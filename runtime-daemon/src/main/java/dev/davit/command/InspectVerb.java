package dev.davit.command;

import com.google.gson.stream.JsonWriter;
import dev.davit.engine.ContainerException;
import dev.davit.engine.ContainerException.Reason;
import dev.davit.engine.ImageInfo;
import dev.davit.image.ImageException;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit inspect}: all about a container or an image. */
final class InspectVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "inspect",
            "[--type container|image] [-o json] NAME...",
            "",
            "Prints all that is known about containers or images, as JSON: an array with an "
                + "object for each. Of a container and an image of one name it is the container.");
    spec.addOption(
        Options.value("TYPE", "only a container, or only an image, of that name", "--type"));
    spec.addOption(Options.value("FORMAT", "json, as without it", "-o", "--output"));
    spec.addPositional(
        Options.parameters("NAME", "name, id or its beginning, of a container or image"));
    return Options.withGlobal(spec, "  davit inspect web", "  davit inspect debian:12");
  }

  @Override
  public int run(ParseResult options, Session session) {
    String format = options.matchedOptionValue("-o", "json");
    if (!format.equals("json")) {
      throw new UsageException("-o: \"" + format + "\": unknown format: inspect prints json");
    }
    String type = options.matchedOptionValue("--type", "");
    if (!List.of("", "container", "image").contains(type)) {
      throw new UsageException("--type: \"" + type + "\": use container or image");
    }
    List<String> names = Options.some(options, "NAME");
    Json.print(
        session.out(),
        writer -> {
          writer.beginArray();
          for (String name : names) {
            switch (type) {
              case "container" -> PsVerb.write(writer, session.davit().find(name));
              case "image" -> image(writer, name, session.davit().images().find(name), session);
              default -> either(writer, name, session);
            }
          }
          writer.endArray();
        });
    return ExitCode.OK;
  }

  private static void either(JsonWriter writer, String name, Session session) throws IOException {
    try {
      PsVerb.write(writer, session.davit().find(name));
    } catch (ContainerException e) {
      if (e.reason() != Reason.NOT_FOUND) {
        throw e;
      }
      ImageInfo image;
      try {
        image = session.davit().images().find(name);
      } catch (ImageException.NotFound f) {
        throw new ContainerException(
            Reason.NOT_FOUND,
            name + ": no such container or image: see davit ps -a and davit images");
      }
      image(writer, name, image, session);
    }
  }

  private static void image(JsonWriter writer, String name, ImageInfo found, Session session)
      throws IOException {
    writer.beginObject();
    ImagesVerb.writeFields(writer, found);
    Json.document(writer.name("config"), session.davit().images().config(name).toJson());
    writer.endObject();
  }
}
