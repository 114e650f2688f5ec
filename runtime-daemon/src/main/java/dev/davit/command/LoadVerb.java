package dev.davit.command;

import dev.davit.engine.ImageInfo;
import dev.davit.engine.Images;
import dev.davit.linux.Fd;
import dev.davit.linux.terminal.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit load}: takes images from an archive. */
final class LoadVerb implements Verb {

  private static final Fd INPUT = Fd.borrowing(0);

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "load",
            "[-q] [ARCHIVE | -i ARCHIVE]",
            "",
            "Takes all images of an archive: what docker save, podman save, skopeo (docker-archive "
                + "and oci-archive), buildah and jib write, plain or compressed, or an OCI layout "
                + "directory. For the tar of a root file system, see davit import.");
    spec.addOption(Options.value("ARCHIVE", "the same as the argument", "-i", "--input"));
    spec.addOption(Options.quiet());
    spec.addPositional(
        Options.parameters(
            "ARCHIVE",
            "a file, the directory of a layout, or - for standard input, as without it"));
    return Options.withGlobal(
        spec,
        "  docker save app:1 | davit load",
        "  skopeo copy docker://docker.io/library/debian:12 oci-archive:debian.tar:debian:12",
        "  davit load debian.tar");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean quiet = Options.given(options, "-q");
    String archive = archive(options);
    Images images = session.davit().images();
    try (Progress progress = Progress.of(session.err(), quiet)) {
      List<ImageInfo> loaded =
          archive.equals("-")
              ? images.load(session.in(), "standard input", progress)
              : images.load(Path.of(archive), progress);
      for (ImageInfo image : loaded) {
        progress.clear();
        session.out().println(quiet ? image.id() : Table.printable("loaded " + said(image)));
      }
    }
    return ExitCode.OK;
  }

  private static String said(ImageInfo image) {
    return image.names().isEmpty()
        ? image.id()
        : String.join(", ", image.names()) + " (" + image.shortId() + ")";
  }

  private static String archive(ParseResult options) {
    List<String> words = new ArrayList<>(Options.parameters(options));
    if (Options.given(options, "-i")) {
      words.add(0, Options.one(options, "-i"));
    }
    if (words.size() > 1) {
      throw new UsageException("\"" + words.get(1) + "\": one argument too many");
    }
    if (words.isEmpty() && Terminal.isTerminal(INPUT)) {
      throw new UsageException("missing ARCHIVE: standard input is a terminal");
    }
    return words.isEmpty() ? "-" : words.get(0);
  }
}
