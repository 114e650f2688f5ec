package dev.davit.command;

import dev.davit.engine.ByteSize;
import dev.davit.image.registry.Repository;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit referrers}: lists signatures and other artifacts that refer to an image. */
final class ReferrersVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "referrers",
            "[OPTION...] NAME",
            "",
            "Lists what refers to an image in its registry: signatures, bills of materials and "
                + "other artifacts. Of an image for many platforms that is what refers to its "
                + "index; give the digest of one platform's manifest to ask for that.");
    spec.addOption(Options.value("TYPE", "only artifacts of this type", "--type"));
    Registries.declare(spec);
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("NAME", "[REGISTRY/]NAME[:TAG][@DIGEST]"));
    return Options.withGlobal(
        spec,
        "  davit referrers registry.example/team/app:1",
        "  davit referrers --type application/spdx+json registry.example/team/app@sha256:…");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    ImageReference name = Registries.reference(Options.exactly(options, "NAME").get(0));
    Repository repository = Registries.repository(options, session, name);
    Digest subject = name.digest().orElseGet(() -> repository.manifest(name).digest());
    List<Descriptor> found =
        repository.referrers(subject, Optional.ofNullable(Options.one(options, "--type")));
    if (json) {
      print(found, session);
    } else {
      Table table = new Table("DIGEST", "ARTIFACT TYPE", "SIZE");
      for (Descriptor one : found) {
        table.row(
            one.digest().toString(),
            one.artifactType().orElse(one.mediaType()),
            ByteSize.human(one.size()));
      }
      table.print(session.out());
    }
    return ExitCode.OK;
  }

  private static void print(List<Descriptor> found, Session session) {
    Json.print(
        session.out(),
        writer -> {
          writer.beginArray();
          for (Descriptor one : found) {
            writer.beginObject();
            writer.name("digest").value(one.digest().toString());
            writer.name("mediaType").value(one.mediaType());
            writer.name("artifactType").value(one.artifactType().orElse(""));
            writer.name("size").value(one.size());
            writer.name("annotations");
            Json.strings(writer, one.annotations());
            writer.endObject();
          }
          writer.endArray();
        });
  }
}
