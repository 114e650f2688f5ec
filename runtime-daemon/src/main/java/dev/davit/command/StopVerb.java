package dev.davit.command;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit stop}: asks containers to end, and kills those that do not. */
final class StopVerb implements Verb {

  private static final String GRACE_SECONDS = "10";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "stop",
            "[-t SECONDS] CONTAINER...",
            "",
            "Sends the first process of each container the signal that its image names, or TERM, "
                + "and kills the container when the time is over. One that has ended already is "
                + "left as it is. A first process without a handler of its own ignores the "
                + "signal (pid_namespaces(7)).");
    spec.addOption(
        Options.value(
            "SECONDS",
            "how long it may take; 0 to kill at once (default: " + GRACE_SECONDS + ")",
            "-t",
            "--time",
            "--timeout"));
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit stop web", "  davit stop -t 60 db cache");
  }

  @Override
  public int run(ParseResult options, Session session) {
    Duration grace = seconds(options.matchedOptionValue("-t", GRACE_SECONDS));
    List<String> names = Options.some(options, "CONTAINER");
    return KillVerb.forEach(names, session, name -> session.davit().handle(name).stop(grace));
  }

  private static Duration seconds(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new UsageException("-t: \"" + text + "\": not a whole number of seconds");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }
}
