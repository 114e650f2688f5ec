package dev.davit.command;

import dev.davit.engine.ContainerOptions.Limits;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit update}: changes the limits of containers that run. */
final class UpdateVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "update",
            "[OPTION...] CONTAINER...",
            "",
            "Changes the limits of containers that run, at once; what is not given stays. Where "
                + "a controller is on cgroup v1, its limits can be changed of a container that "
                + "was started with one of them.");
    RunOptions.declareLimits(spec);
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(
        spec, "  davit update --memory 1g web", "  davit update --cpus 0.5 --pids 200 web cache");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> names = Options.some(options, "CONTAINER");
    Limits limits = RunOptions.limits(options);
    if (limits.isNone()) {
      throw new UsageException("which limit? give --memory, --cpus, --cpuset-cpus or --pids");
    }
    return KillVerb.forEach(names, session, name -> session.davit().handle(name).update(limits));
  }
}
