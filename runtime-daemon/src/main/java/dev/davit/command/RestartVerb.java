package dev.davit.command;

import dev.davit.engine.ContainerInfo;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit start} and {@code davit restart}: lets detached containers run again. */
final class RestartVerb implements Verb {

  private final boolean stopsFirst;

  private RestartVerb(boolean stopsFirst) {
    this.stopsFirst = stopsFirst;
  }

  static RestartVerb restart() {
    return new RestartVerb(true);
  }

  static RestartVerb start() {
    return new RestartVerb(false);
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec;
    if (stopsFirst) {
      spec =
          Options.verb(
              "restart",
              "[-t SECONDS] CONTAINER...",
              "",
              "Stops containers of davit run -d as davit stop does, and starts them again: with "
                  + "the files that they have, the same command, address and log. One that has "
                  + "ended is started.");
      spec.addOption(StopVerb.time());
    } else {
      spec =
          Options.verb(
              "start",
              "CONTAINER...",
              "",
              "Starts containers of davit run -d that have ended: with the files that they have, "
                  + "the same command, address and log. One that runs is left as it is.");
    }
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(
        spec, stopsFirst ? "  davit restart -t 60 db" : "  davit start db cache");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> names = Options.some(options, "CONTAINER");
    Duration grace = stopsFirst ? StopVerb.grace(options) : Duration.ZERO;
    return KillVerb.forEach(names, session, name -> again(name, grace, session));
  }

  private void again(String name, Duration grace, Session session) {
    PodContainerCalls calls = PodContainerCalls.of(name, stopsFirst ? "restart" : "start", session);
    if (calls.container().status() instanceof ContainerInfo.Status.Running) {
      if (!stopsFirst) {
        return;
      }
      calls.stop(grace);
    }
    calls.start();
  }
}
