package dev.davit.command;

import dev.davit.engine.ImageInfo;
import dev.davit.engine.Images;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit load}: takes images from an archive. */
final class LoadVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "load",
            "ARCHIVE",
            "",
            "Takes all images of an archive: what docker save, podman save, skopeo (docker-archive "
                + "and oci-archive), buildah and jib write, plain or compressed, or an OCI layout "
                + "directory. For the tar of a root file system, see davit import.");
    spec.addPositional(
        Options.parameters(
            "ARCHIVE", "a file, - for standard input, or the directory of a layout"));
    return Options.withGlobal(
        spec,
        "  docker save app:1 | davit load -",
        "  skopeo copy docker://docker.io/library/debian:12 oci-archive:debian.tar:debian:12",
        "  davit load debian.tar");
  }

  @Override
  public int run(ParseResult options, Session session) {
    String archive = Options.exactly(options, "ARCHIVE").get(0);
    Images images = session.davit().images();
    try (Progress progress = new Progress(session.err())) {
      List<ImageInfo> loaded =
          archive.equals("-")
              ? images.load(session.in(), "standard input", progress)
              : images.load(Path.of(archive), progress);
      for (ImageInfo image : loaded) {
        progress.clear();
        session
            .out()
            .println(
                Table.printable(
                    "loaded "
                        + (image.names().isEmpty()
                            ? image.id()
                            : String.join(", ", image.names()) + " (" + image.shortId() + ")")));
      }
    }
    return ExitCode.OK;
  }
}
