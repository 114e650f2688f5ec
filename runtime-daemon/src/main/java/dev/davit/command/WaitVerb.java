package dev.davit.command;

import dev.davit.engine.ContainerException;
import dev.davit.engine.ContainerException.Reason;
import dev.davit.engine.ContainerHandle;
import dev.davit.runtime.ContainerExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit wait}: waits for the end of containers. */
final class WaitVerb implements Verb {

  private static final Duration ONE_ROUND = Duration.ofHours(1);
  private static final String GONE =
      "; one of davit run --rm is gone with its exit code when it has ended: without --rm both stay";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "wait",
            "CONTAINER...",
            "",
            "Waits until containers have ended, and prints the exit code of each on a line of its "
                + "own, in the order given; of one that has ended already, at once. The exit "
                + "code of one that is removed when it ends is known to who waits by then.");
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit wait web", "  code=$(davit wait job)");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> names = Options.some(options, "CONTAINER");
    List<ContainerHandle> found = new ArrayList<>();
    // All of them first: one that is removed while another is waited for could not be found then.
    int code = KillVerb.forEach(names, session, name -> found.add(handle(name, session)));
    int waited =
        KillVerb.forEach(
            found, session, container -> session.out().println(await(container).code()));
    return Math.max(code, waited);
  }

  private static ContainerHandle handle(String name, Session session) {
    try {
      return session.davit().handle(name);
    } catch (ContainerException e) {
      throw e.reason() == Reason.NOT_FOUND
          ? new ContainerException(Reason.NOT_FOUND, e.getMessage() + GONE, e)
          : e;
    }
  }

  private static ContainerExit await(ContainerHandle container) {
    Optional<ContainerExit> exit = Optional.empty();
    while (exit.isEmpty()) {
      exit = container.awaitExit(ONE_ROUND);
    }
    return exit.get();
  }
}
