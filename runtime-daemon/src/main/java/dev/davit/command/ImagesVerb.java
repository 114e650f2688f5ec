package dev.davit.command;

import com.google.gson.stream.JsonWriter;
import dev.davit.engine.ByteSize;
import dev.davit.engine.ImageInfo;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit images}: lists images. */
final class ImagesVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "images",
            "[-q] [--digests] [--no-trunc] [-o json] [NAME]",
            "",
            "Lists the images of the store, a line per name; with NAME those of one repository, or "
                + "what has just that tag. The size is that of the unpacked files, those that other "
                + "images have too included: see davit system df -v.");
    spec.addOption(Options.flag("print ids only, in full, each once", "-q", "--quiet"));
    spec.addOption(
        Options.flag(
            "print the digests too that the names had when they were pulled", "--digests"));
    spec.addOption(Options.flag("print ids in full", "--no-trunc"));
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("NAME", "[REGISTRY/]NAME[:TAG]"));
    return Options.withGlobal(
        spec, "  davit images", "  davit images debian", "  davit images -o json");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    List<ImageInfo> images = wanted(options, session.davit().images().list());
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
      print(images, options, session);
    }
    return ExitCode.OK;
  }

  /** Those that are asked for, with no other names than those. */
  private static List<ImageInfo> wanted(ParseResult options, List<ImageInfo> images) {
    List<String> words = Options.parameters(options);
    if (words.size() > 1) {
      throw new UsageException("\"" + words.get(1) + "\": one argument too many");
    }
    if (words.isEmpty()) {
      return images;
    }
    ImageReference name = Registries.reference(words.get(0));
    boolean tagged = words.get(0).endsWith(":" + name.tag().orElse(""));
    List<ImageInfo> found = new ArrayList<>();
    for (ImageInfo image : images) {
      List<String> names =
          image.names().stream()
              .filter(has -> fits(ImageReference.parse(has), name, tagged))
              .toList();
      if (!names.isEmpty()) {
        found.add(image.withNames(names));
      }
    }
    return found;
  }

  private static boolean fits(ImageReference has, ImageReference wanted, boolean tagged) {
    return has.name().equals(wanted.name())
        && (!tagged || has.tag().equals(wanted.tag()))
        && (wanted.digest().isEmpty() || has.digest().equals(wanted.digest()));
  }

  private static void print(List<ImageInfo> images, ParseResult options, Session session) {
    boolean digests = Options.given(options, "--digests");
    boolean full = Options.given(options, "--no-trunc");
    Instant now = Instant.now();
    List<String> header = new ArrayList<>(List.of("NAME", "IMAGE ID", "LAYERS", "CREATED", "SIZE"));
    if (digests) {
      header.add(1, "DIGEST");
    }
    Table table = new Table(header.toArray(String[]::new));
    for (ImageInfo image : images) {
      for (String name : image.names().isEmpty() ? List.of("-") : image.names()) {
        List<String> row = new ArrayList<>();
        row.add(name);
        if (digests) {
          row.add(digest(image, name));
        }
        row.add(full ? image.id() : image.shortId());
        row.add(String.valueOf(image.layers().size()));
        row.add(image.created().map(t -> Human.ago(t, now)).orElse("-"));
        row.add(ByteSize.human(image.sizeBytes()));
        table.row(row.toArray(String[]::new));
      }
    }
    table.print(session.out());
  }

  /** What a name stood for in its registry. */
  private static String digest(ImageInfo image, String name) {
    String repository = name.equals("-") ? "" : ImageReference.parse(name).name();
    return image.digests().stream()
        .map(ImageReference::parse)
        .filter(known -> known.name().equals(repository))
        .flatMap(known -> known.digest().stream())
        .map(Digest::toString)
        .findFirst()
        .orElse("-");
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
