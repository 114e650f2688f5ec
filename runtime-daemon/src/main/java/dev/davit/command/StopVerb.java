package dev.davit.command;

import dev.davit.engine.ContainerHandle;
import dev.davit.engine.ContainerInfo;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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
    spec.addOption(time());
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit stop web", "  davit stop -t 60 db cache");
  }

  /** How long it may take. */
  static OptionSpec time() {
    return Options.value(
        "SECONDS",
        "how long it may take; 0 to kill at once (default: " + GRACE_SECONDS + ")",
        "-t",
        "--time",
        "--timeout");
  }

  @Override
  public int run(ParseResult options, Session session) {
    Duration grace = grace(options);
    List<String> names = Options.some(options, "CONTAINER");
    return KillVerb.forEach(names, session, name -> stop(name, grace, session));
  }

  /** The daemon stops those of pods: what it records of them is complete when they are stopped. */
  private static void stop(String name, Duration grace, Session session) {
    ContainerHandle container = session.davit().handle(name);
    ContainerInfo info = container.info();
    if (info.pod().isEmpty()) {
      container.stop(grace);
    } else {
      if (info.status().isRunning() && container.isPaused()) {
        container.resume();
      }
      // One that has ended too: it may be about to be started again.
      new PodContainerCalls(info, session).stop(grace);
    }
  }

  static Duration grace(ParseResult options) {
    String text = options.matchedOptionValue("-t", GRACE_SECONDS);
    if (!text.matches("[0-9]{1,9}")) {
      throw new UsageException("-t: \"" + text + "\": not a whole number of seconds");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }
}
