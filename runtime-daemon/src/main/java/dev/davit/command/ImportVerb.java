package dev.davit.command;

import dev.davit.engine.ImageInfo;
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
            "TAR NAME",
            "",
            "Makes an image of one layer from the tar of a root file system, plain or compressed "
                + "by gzip or zstd. It has no entrypoint: say what to run. For archives of images, "
                + "see davit load.");
    spec.addPositional(
        Options.parameters("TAR NAME", "a file, or - for standard input; the image's name"));
    return Options.withGlobal(
        spec,
        "  debootstrap --variant=minbase bookworm root",
        "  tar -C root -c . | davit import - debian:12",
        "  davit import alpine-minirootfs.tar.gz alpine:3");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.exactly(options, "TAR", "NAME");
    try (Progress progress = new Progress(session.err())) {
      ImageInfo image =
          words.get(0).equals("-")
              ? session
                  .davit()
                  .images()
                  .importTar(session.in(), "standard input", words.get(1), progress)
              : session.davit().images().importTar(Path.of(words.get(0)), words.get(1), progress);
      progress.clear();
      String name = ImageReference.parse(words.get(1)).familiar();
      session.out().println(Table.printable("imported " + name + " (" + image.shortId() + ")"));
    }
    return ExitCode.OK;
  }
}
