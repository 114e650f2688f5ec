package dev.davit.command;

import dev.davit.runtime.rootless.Rootless;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit unshare}: a program where an ordinary user's containers and files are. */
final class UnshareVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "unshare",
            "[OPTION...] COMMAND...",
            "",
            "Executes a program as root in the user namespace of this user's containers: there it "
                + "may read and remove their files, whoever owns them inside. A Java program that "
                + "embeds Davit runs as an ordinary user when it is started in this way.");
    spec.addPositional(Options.parameters("COMMAND...", "program and arguments"));
    return Options.withGlobal(
        spec,
        "  davit unshare cat /proc/self/uid_map",
        "  davit unshare java -jar app.jar            containers from an ordinary user's program");
  }

  @Override
  public boolean stopsAtFirstParameter() {
    return true;
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = new ArrayList<>(Options.some(options, "COMMAND"));
    if (Rootless.effectiveUid() == 0) {
      throw new UsageException("this is root already: only ordinary users need it");
    }
    Rootless.enter(session.state(), find(words.get(0)), words);
    return ExitCode.OK;
  }

  /** As execvp(3) does. */
  private static Path find(String program) {
    if (program.indexOf('/') >= 0) {
      return Path.of(program);
    }
    for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
      Path file = Path.of(directory.isEmpty() ? "." : directory, program);
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        return file.toAbsolutePath();
      }
    }
    throw new UsageException("\"" + program + "\": not found in PATH");
  }
}
