package dev.davit.command;

import dev.davit.engine.PlannedStart;
import dev.davit.oci.DavitException;
import dev.davit.runtime.Stdio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit explain}: prints what a start would do, and does nothing. */
final class ExplainVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "explain",
            "[OPTION...] IMAGE [COMMAND...]%n       davit explain [OPTION...] --rootfs DIR "
                + "COMMAND...%n       davit explain BUNDLE",
            "",
            "Prints the system calls that davit run with the same options would make, in the "
                + "notation of strace(1), or those of the start of an OCI bundle (a directory with "
                + "a config.json). Nothing is made or changed, and no privileges are needed.");
    RunOptions.declare(spec);
    spec.addOption(Options.flag("print the OCI configuration instead", "--spec"));
    spec.addPositional(
        Options.parameters("IMAGE [COMMAND...]", "image, program, arguments; or a bundle"));
    return Options.withGlobal(
        spec,
        "  davit explain --rootfs / true",
        "  davit explain --memory 64m --read-only debian:12 bash",
        "  davit explain ./bundle");
  }

  /** A command line of {@code run} may be handed over as it is: {@code explain run …}. */
  @Override
  public String[] arguments(String[] words) {
    List<String> kept = new ArrayList<>(List.of(words));
    int next = kept.indexOf("explain") + 1;
    while (next + 1 < kept.size() && List.of("--root", "--state").contains(kept.get(next))) {
      next += 2;
    }
    if (next < kept.size() && kept.get(next).equals("run")) {
      kept.remove(next);
    }
    return kept.toArray(String[]::new);
  }

  @Override
  public boolean stopsAtFirstParameter() {
    return true;
  }

  @Override
  public String cure(DavitException failure) {
    return RunOptions.cure(failure);
  }

  @Override
  public int run(ParseResult options, Session session) {
    PlannedStart plan = plan(options, session);
    if (Options.given(options, "--spec")) {
      session.out().println(Json.indented(plan.spec().toJson()));
    } else {
      plan.calls().forEach(session.out()::println);
    }
    return ExitCode.OK;
  }

  private static PlannedStart plan(ParseResult options, Session session) {
    List<String> words = Options.parameters(options);
    if (words.size() == 1 && !Options.given(options, "--rootfs") && isBundle(words.get(0))) {
      return session.davit().planBundle(Path.of(words.get(0)));
    }
    Stdio stdio = Options.given(options, "-t") ? Stdio.terminal(24, 80) : Stdio.inherit();
    return RunOptions.builder(options, session).stdio(stdio).plan();
  }

  /** No name of an image begins with a slash or a dot, so what does is meant as a path. */
  private static boolean isBundle(String word) {
    return word.startsWith("/")
        || word.startsWith(".")
        || Files.isRegularFile(Path.of(word, "config.json"));
  }
}
