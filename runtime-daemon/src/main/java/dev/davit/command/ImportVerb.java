package dev.davit.command;

import dev.davit.engine.ImageInfo;
import dev.davit.engine.Images;
import dev.davit.oci.image.ImageReference;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit import}: makes an image of a root file system's tar. */
final class ImportVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "import",
            "[-c INSTRUCTION]... TAR NAME",
            "",
            "Makes an image of one layer from the tar of a root file system, plain or compressed "
                + "by gzip or zstd. Without -c it has no command of its own: say what to run. For "
                + "archives of images, see davit load.");
    spec.addOption(Options.change());
    spec.addPositional(
        Options.parameters("TAR NAME", "a file, or - for standard input; the image's name"));
    return Options.withGlobal(
        spec,
        "  debootstrap --variant=minbase bookworm root",
        "  tar -C root -c . | davit import - debian:12",
        "  davit import -c 'CMD [\"/bin/sh\"]' alpine-minirootfs.tar.gz alpine:3");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.exactly(options, "TAR", "NAME");
    List<String> changes = Options.all(options, "-c");
    Images images = session.davit().images();
    try (Progress progress = new Progress(session.err())) {
      ImageInfo image =
          words.get(0).equals("-")
              ? images.importTar(session.in(), "standard input", words.get(1), changes, progress)
              : images.importTar(Path.of(words.get(0)), words.get(1), changes, progress);
      progress.clear();
      String name = ImageReference.parse(words.get(1)).familiar();
      session.out().println(Table.printable("imported " + name + " (" + image.shortId() + ")"));
    }
    return ExitCode.OK;
  }
}
