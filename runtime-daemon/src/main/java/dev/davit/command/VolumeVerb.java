package dev.davit.command;

import com.google.gson.stream.JsonWriter;
import dev.davit.engine.VolumeStore;
import dev.davit.image.ImageException;
import dev.davit.image.volume.NamedVolume;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit volume}: makes, lists and removes named volumes. */
final class VolumeVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "volume",
            "create [NAME] | ls | inspect NAME... | rm NAME... | prune",
            "",
            "Named volumes outlive containers: davit run -v NAME:/path mounts one, and makes it when "
                + "there is none. At its first use it gets what the image has at its place.");
    spec.addOption(Options.values("NAME=VALUE", "create: attach free text", "-l", "--label"));
    spec.addOption(Options.flag("ls: print names only", "-q", "--quiet"));
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("create|ls|inspect|rm|prune", "what to do"));
    return Options.withGlobal(
        spec, "  davit volume create data", "  davit run -v data:/var/lib/db db:1");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.some(options, "create|ls|inspect|rm|prune");
    List<String> names = words.subList(1, words.size());
    VolumeStore volumes = session.davit().volumes();
    switch (words.get(0)) {
      case "create" -> create(names, options, volumes, session);
      case "ls" -> list(options, volumes, session);
      case "inspect" -> inspect(given(names), volumes, session);
      case "rm" -> {
        return KillVerb.forEach(given(names), session, volumes::remove);
      }
      case "prune" -> volumes.prune().forEach(n -> session.out().println("removed volume " + n));
      default ->
          throw new UsageException(
              "\"" + words.get(0) + "\": unknown: use create, ls, inspect, rm or prune");
    }
    return ExitCode.OK;
  }

  private static List<String> given(List<String> names) {
    if (names.isEmpty()) {
      throw new UsageException("missing NAME");
    }
    return names;
  }

  private static void create(
      List<String> names, ParseResult options, VolumeStore volumes, Session session) {
    if (names.size() > 1) {
      throw new UsageException("\"" + names.get(1) + "\": one argument too many");
    }
    Map<String, String> labels = new HashMap<>();
    for (String label : Options.all(options, "-l")) {
      int equals = label.indexOf('=');
      labels.put(
          equals < 0 ? label : label.substring(0, equals),
          equals < 0 ? "" : label.substring(equals + 1));
    }
    String name = names.isEmpty() ? UUID.randomUUID().toString().replace("-", "") : names.get(0);
    session.out().println(volumes.create(name, labels).name());
  }

  private static void list(ParseResult options, VolumeStore volumes, Session session) {
    if (Options.json(options)) {
      Json.print(session.out(), writer -> write(writer, volumes.list(), volumes));
    } else if (Options.given(options, "-q")) {
      volumes.list().forEach(v -> session.out().println(v.name()));
    } else {
      Table table = new Table("VOLUME", "USED BY");
      volumes.list().forEach(v -> table.row(v.name(), String.join(", ", volumes.users(v.name()))));
      table.print(session.out());
    }
  }

  private static void inspect(List<String> names, VolumeStore volumes, Session session) {
    List<NamedVolume> found =
        names.stream()
            .map(
                name ->
                    volumes
                        .find(name)
                        .orElseThrow(
                            () ->
                                new ImageException.NotFound("volume " + name + ": no such volume")))
            .toList();
    Json.print(session.out(), writer -> write(writer, found, volumes));
  }

  private static void write(JsonWriter writer, List<NamedVolume> list, VolumeStore volumes)
      throws IOException {
    writer.beginArray();
    for (NamedVolume volume : list) {
      writer.beginObject();
      writer.name("name").value(volume.name());
      writer.name("created").value(volume.created().toString());
      writer.name("directory").value(volume.directory().toString());
      Json.strings(writer.name("labels"), volume.labels());
      Json.strings(writer.name("usedBy"), volumes.users(volume.name()));
      writer.endObject();
    }
    writer.endArray();
  }
}
