package dev.davit.command;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit catalog}: lists the repositories of a registry. */
final class CatalogVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "catalog",
            "[OPTION...] REGISTRY",
            "",
            "Lists the repositories of a registry, one in a line. Many public registries do not "
                + "tell them.");
    Registries.declare(spec);
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("REGISTRY", "such as registry.example:5000"));
    return Options.withGlobal(spec, "  davit catalog localhost:5000");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    Options.exactly(options, "REGISTRY");
    String domain = LoginVerb.domain(options);
    TagsVerb.print(
        Registries.registry(options, domain)
            .catalog(domain, Registries.credentials(options), Registries.retries(session)),
        json,
        session);
    return ExitCode.OK;
  }
}
