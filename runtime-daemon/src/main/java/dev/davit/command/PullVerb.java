package dev.davit.command;

import com.google.gson.stream.JsonWriter;
import dev.davit.engine.ImageInfo;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit pull}: takes an image from a registry. */
final class PullVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "pull",
            "[OPTION...] NAME",
            "",
            "Takes an image from its registry: of its layers those that are not here yet. Logins "
                + "are those of docker and of davit login; mirrors, private authorities and "
                + "registries without TLS are named in /etc/davit/registries.json.");
    Registries.declarePlatform(spec);
    Registries.declare(spec);
    spec.addOption(Options.flag("pull all tags of the repository NAME", "-a", "--all-tags"));
    spec.addOption(Options.quiet());
    spec.addOption(Options.output());
    spec.addPositional(
        Options.parameters("NAME", "[REGISTRY/]NAME[:TAG][@DIGEST], as docker pull takes it"));
    return Options.withGlobal(
        spec,
        "  davit pull debian:12",
        "  davit pull --platform linux/arm64 registry.example/team/app@sha256:…",
        "  davit pull --insecure localhost:5000/app");
  }

  @Override
  public int run(ParseResult options, Session session) {
    String name = Options.exactly(options, "NAME").get(0);
    if (!Options.given(options, "-a")) {
      pull(name, options, session);
      return ExitCode.OK;
    }
    if (Options.json(options)) {
      throw new UsageException("-a: not with -o json");
    }
    for (String tagged : Registries.allTags(name, options, session)) {
      pull(tagged, options, session);
    }
    return ExitCode.OK;
  }

  private static void pull(String name, ParseResult options, Session session) {
    boolean json = Options.json(options);
    boolean quiet = Options.given(options, "-q");
    try (PullProgress progress = PullProgress.of(session.err(), quiet)) {
      ImageInfo image =
          Registries.images(options, session, name).pull(name, Registries.pull(options, progress));
      progress.clear();
      if (json) {
        Json.print(session.out(), writer -> write(writer, image, progress));
      } else {
        String pulled = String.join(", ", image.names()) + " (" + image.shortId() + ")";
        String line = "pulled " + pulled + ": " + progress.summary();
        session.out().println(quiet ? image.id() : Table.printable(line));
      }
    }
  }

  private static void write(JsonWriter writer, ImageInfo image, PullProgress progress)
      throws IOException {
    writer.beginObject();
    ImagesVerb.writeFields(writer, image);
    writer.name("downloadedLayers").value(progress.downloadedLayers());
    writer.name("downloadedBytes").value(progress.downloadedBytes());
    writer.endObject();
  }
}
