package dev.davit.command;

import dev.davit.engine.ContainerHandle;
import dev.davit.engine.ExecBuilder;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit exec}: executes a program in a container that runs, and stays in front of it. */
final class ExecVerb implements ProgramVerb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "exec",
            "[OPTION...] CONTAINER COMMAND...",
            "",
            "Executes a program in a container that runs, and waits for it. Environment, "
                + "directory, user and rights are those of the container unless options say "
                + "otherwise. Signals such as Ctrl-C go to the program.");
    spec.addOption(Options.flag("give it a terminal", "-t", "--tty"));
    spec.addOption(
        Options.flag("hand on standard input; otherwise it is empty", "-i", "--interactive"));
    spec.addOption(
        Options.values(
            "NAME[=VALUE]",
            "set an environment variable; without a value, hand on that of davit",
            "-e",
            "--env"));
    spec.addOption(Options.value("DIR", "the working directory inside", "-w", "--workdir"));
    spec.addOption(
        Options.value("USER[:GROUP]", "run as this user, by name or number", "-u", "--user"));
    spec.addPositional(
        Options.parameters(
            "CONTAINER COMMAND...", "name, id or its beginning; program, arguments"));
    return Options.withGlobal(
        spec,
        "  davit exec web ps",
        "  davit exec -it web sh                       a shell inside, with a terminal",
        "  davit exec -u 1000:1000 -w /srv -e LANG=C web ls -l",
        "  echo 'select 1' | davit exec -i db psql",
        "",
        "Exit codes:",
        "  the program's own; 128+N if signal N killed it; 127 if it was not found; 126 if it",
        "  could not be executed; 125 if davit itself failed, or was called wrongly.");
  }

  @Override
  public boolean stopsAtFirstParameter() {
    return true;
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.some(options, "CONTAINER");
    if (words.size() < 2) {
      throw new UsageException("missing COMMAND");
    }
    ContainerHandle container = session.davit().handle(words.get(0));
    ExecBuilder exec = container.exec(words.subList(1, words.size()));
    for (String entry : Options.all(options, "-e")) {
      RunOptions.environment(entry, exec::env);
    }
    if (Options.given(options, "-w")) {
      exec.workdir(Options.one(options, "-w"));
    }
    if (Options.given(options, "-u")) {
      exec.user(Options.one(options, "-u"));
    }
    return new Foreground(session, Options.given(options, "-t"), Options.given(options, "-i"))
        .run(stdio -> new ExecTask(exec.stdio(stdio).start()));
  }
}
