package dev.davit.command;

import dev.davit.image.registry.DockerConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit logout}: forgets a login. */
final class LogoutVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "logout",
            "[REGISTRY]",
            "",
            "Forgets the login to a registry, docker.io if none is given.");
    spec.addPositional(Options.parameters("REGISTRY", "such as registry.example:5000"));
    return Options.withGlobal(spec, "  davit logout registry.example");
  }

  @Override
  public int run(ParseResult options, Session session) {
    String domain = LoginVerb.domain(options);
    boolean known = DockerConfig.of(System.getenv()).logout(domain);
    session.out().println((known ? "logged out of " : "was not logged in to ") + domain);
    return ExitCode.OK;
  }
}
