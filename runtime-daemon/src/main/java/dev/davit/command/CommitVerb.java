package dev.davit.command;

import dev.davit.engine.ImageInfo;
import dev.davit.image.Commit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit commit}: makes an image of a container. */
final class CommitVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "commit",
            "[OPTION...] CONTAINER [IMAGE]",
            "",
            "Makes an image of a container: its image with one more layer of what the container has "
                + "changed. A container that runs stands still meanwhile. Volumes are not part of it.");
    spec.addOption(Options.value("NAME", "who made it", "-a", "--author"));
    spec.addOption(Options.value("TEXT", "a remark for the image's history", "-m", "--message"));
    spec.addOption(Options.change());
    spec.addOption(
        Options.flag(
            "write no time into the image, so that the same changes are the same image",
            "--reproducible"));
    spec.addOption(Options.flag("let a container run on meanwhile", "--no-pause"));
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(
        spec, "  davit commit web web:patched", "  davit commit -c 'ENV A=b' 3f2a app:2");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.some(options, "CONTAINER");
    if (words.size() > 2) {
      throw new UsageException("\"" + words.get(2) + "\": one argument too many");
    }
    Commit commit =
        new Commit(
            words.size() > 1 ? Optional.of(words.get(1)) : Optional.empty(),
            Options.all(options, "-c"),
            Optional.ofNullable(Options.one(options, "-a")),
            Optional.ofNullable(Options.one(options, "-m")),
            Options.given(options, "--reproducible")
                ? Optional.empty()
                : Optional.of(Instant.now()));
    ImageInfo image =
        session.davit().commit(words.get(0), commit, !Options.given(options, "--no-pause"));
    session.out().println(image.id());
    return ExitCode.OK;
  }
}
