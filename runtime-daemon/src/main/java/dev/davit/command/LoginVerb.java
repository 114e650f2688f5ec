package dev.davit.command;

import dev.davit.image.ImageException;
import dev.davit.image.registry.Credentials;
import dev.davit.image.registry.DockerConfig;
import dev.davit.image.registry.Registry;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit login}: proves to a registry who is asking, and remembers it. */
final class LoginVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "login",
            "[OPTION...] [REGISTRY]",
            "",
            "Logs in to a registry, docker.io if none is given, and keeps user and password where "
                + "docker keeps them: with the credential helper that ~/.docker/config.json names, "
                + "or in that file.");
    spec.addOption(Options.value("USER", "the user", "-u", "--username"));
    spec.addOption(
        Options.value(
            "PASSWORD",
            "the password: other users see it in the list of processes",
            "-p",
            "--password"));
    spec.addOption(Options.flag("take the password from standard input", "--password-stdin"));
    spec.addOption(
        Options.flag(
            "believe any certificate of the registry, and go on without TLS if it has none",
            "--insecure"));
    spec.addPositional(Options.parameters("REGISTRY", "such as registry.example:5000"));
    return Options.withGlobal(
        spec,
        "  davit login -u me registry.example",
        "  pass show reg | davit login -u me --password-stdin");
  }

  @Override
  public int run(ParseResult options, Session session) {
    String domain = domain(options);
    String user = Options.one(options, "-u");
    boolean piped = Options.given(options, "--password-stdin");
    Console console = System.console();
    String given = Options.one(options, "-p");
    if (given != null && piped) {
      throw new UsageException("-p and --password-stdin: give one of them");
    }
    if (user == null && (piped || given != null || console == null)) {
      throw new UsageException("who? give --username");
    }
    if (given == null && !piped && console == null) {
      throw new UsageException("no terminal to ask for the password: give --password-stdin");
    }
    String name = user == null ? console.readLine("user: ") : user;
    String password = given != null ? given : piped ? read(session) : asked(console);
    Credentials credentials = Credentials.of(name, password);
    Registry registry =
        Options.given(options, "--insecure")
            ? Registry.openInsecure(Set.of(domain))
            : Registry.open();
    registry.check(domain, credentials);
    DockerConfig config = DockerConfig.of(System.getenv());
    config.login(domain, credentials);
    session.out().println(Table.printable("logged in to " + domain + " as " + name));
    return ExitCode.OK;
  }

  private static String asked(Console console) {
    return new String(console.readPassword("password: "));
  }

  private static String read(Session session) {
    try {
      return new String(session.in().readAllBytes(), StandardCharsets.UTF_8)
          .replaceFirst("\r?\n$", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of an address, as docker keeps them, its host. */
  private static String host(String word) {
    return word.replaceFirst("^https?://([^/]+)(/.*)?$", "$1");
  }

  /** The registry that is meant. */
  static String domain(ParseResult options) {
    List<String> words = Options.parameters(options);
    if (words.size() > 1) {
      throw new UsageException("\"" + words.get(1) + "\": one argument too many");
    }
    String word = words.isEmpty() ? "docker.io" : host(words.get(0));
    String domain = word.equals("index.docker.io") ? "docker.io" : word;
    try {
      dev.davit.oci.image.ImageReference.parse(domain + "/x");
      if (domain.contains("/")) {
        throw new IllegalArgumentException();
      }
    } catch (IllegalArgumentException e) {
      throw new ImageException.Malformed(
          "registry '" + word + "': not HOST[:PORT], such as registry.example:5000", e);
    }
    return domain;
  }
}
