package dev.davit.command;

import dev.davit.engine.ImageInfo;
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
    boolean json = Options.json(options);
    String name = Options.exactly(options, "NAME").get(0);
    try (PullProgress progress = new PullProgress(session.err())) {
      ImageInfo image =
          Registries.images(options, session, name).pull(name, Registries.pull(options, progress));
      progress.clear();
      if (json) {
        Json.print(
            session.out(),
            writer -> {
              writer.beginObject();
              ImagesVerb.writeFields(writer, image);
              writer.name("downloadedLayers").value(progress.downloadedLayers());
              writer.name("downloadedBytes").value(progress.downloadedBytes());
              writer.endObject();
            });
      } else {
        session
            .out()
            .println(
                Table.printable(
                    "pulled "
                        + String.join(", ", image.names())
                        + " ("
                        + image.shortId()
                        + "): "
                        + progress.summary()));
      }
    }
    return ExitCode.OK;
  }
}
