package dev.davit.command;

import dev.davit.linux.Signal;
import dev.davit.oci.DavitException;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit kill}: sends a signal to containers. */
final class KillVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "kill",
            "[-s SIGNAL] CONTAINER...",
            "",
            "Sends a signal to the first process of each container. A first process without a "
                + "handler of its own ignores every signal but KILL and STOP (pid_namespaces(7)).");
    spec.addOption(Options.value("SIGNAL", "by name or number (default: KILL)", "-s", "--signal"));
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit kill web", "  davit kill -s HUP 3f2a");
  }

  @Override
  public int run(ParseResult options, Session session) {
    Signal signal = signal(options.matchedOptionValue("-s", "KILL"));
    return forEach(
        Options.some(options, "CONTAINER"), session, name -> session.davit().kill(name, signal));
  }

  private static Signal signal(String text) {
    try {
      return Signal.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "-s: \"" + text + "\": no such signal: use a name such as TERM or 15");
    }
  }

  /** Does something to each of many; one failure does not keep the others from it. */
  static <T> int forEach(List<T> many, Session session, Consumer<T> action) {
    int code = ExitCode.OK;
    for (T one : many) {
      try {
        action.accept(one);
      } catch (DavitException e) {
        Complaint.print(e, session.err());
        code = ExitCode.FAILURE;
      }
    }
    return code;
  }
}
