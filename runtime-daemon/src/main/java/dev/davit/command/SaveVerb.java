package dev.davit.command;

import dev.davit.image.ImageException;
import dev.davit.image.archive.ArchiveFormat;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.terminal.Terminal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit save}: writes images into an archive. */
final class SaveVerb implements Verb {

  private static final Fd OUTPUT = Fd.borrowing(1);
  private static final int BUFFER_BYTES = 1 << 18;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "save",
            "[-o FILE] [--format oci|docker] IMAGE...",
            "",
            "Writes images into one archive, which davit load, podman, skopeo, containerd and docker "
                + "read. The same images give the same bytes.");
    spec.addOption(
        Options.value("FILE", "write to this file, not to standard output", "-o", "--output"));
    spec.addOption(
        Options.value(
            "oci|docker", "an OCI layout, or what docker save writes (default: oci)", "--format"));
    spec.addPositional(Options.parameters("IMAGE", "name, id or its beginning"));
    return Options.withGlobal(
        spec,
        "  davit save -o app.tar app:1",
        "  davit save --format docker app:1 | docker load",
        "  davit save app:1 | podman load");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> names = Options.some(options, "IMAGE");
    ArchiveFormat format =
        switch (options.matchedOptionValue("--format", "oci")) {
          case "oci" -> ArchiveFormat.OCI;
          case "docker" -> ArchiveFormat.DOCKER;
          default -> throw new UsageException("--format: use oci or docker");
        };
    String file = Options.one(options, "-o");
    if (file != null && !file.equals("-")) {
      toFile(Path.of(file), names, format, session);
      return ExitCode.OK;
    }
    if (Terminal.isTerminal(OUTPUT)) {
      throw new UsageException("standard output is a terminal: give -o FILE, or redirect it");
    }
    session.davit().images().save(names, format, session.out());
    if (session.out().checkError()) {
      throw new ImageException.Storage("save: standard output: cannot be written", null);
    }
    return ExitCode.OK;
  }

  /** A file that could not be finished does not stay. */
  private static void toFile(Path file, List<String> names, ArchiveFormat format, Session session) {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
      session.davit().images().save(names, format, out);
    } catch (IOException e) {
      discard(file);
      throw new ImageException.Storage("save: " + file + ": " + IoFailure.reason(e), e);
    } catch (RuntimeException e) {
      discard(file);
      throw e;
    }
  }

  private static void discard(Path file) {
    try {
      if (Files.isRegularFile(file)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // What kept it from being written is what the user wants to hear.
    }
  }
}
