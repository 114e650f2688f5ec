package dev.davit.command;

import dev.davit.engine.Images;
import dev.davit.image.ImageException;
import dev.davit.image.archive.PlatformChoice;
import dev.davit.image.registry.Credentials;
import dev.davit.image.registry.PullListener;
import dev.davit.image.registry.PullRequest;
import dev.davit.image.registry.Registry;
import dev.davit.image.registry.Repository;
import dev.davit.image.registry.RetryListener;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.Platform;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options of all verbs that speak to a registry. */
final class Registries {

  private Registries() {}

  /** Declares them. */
  static void declare(CommandSpec spec) {
    spec.addOption(
        Options.value("USER:PASSWORD", "who is asking, instead of who logged in", "--creds"));
    spec.addOption(
        Options.flag(
            "believe any certificate of the registry, and go on without TLS if it has none",
            "--insecure"));
  }

  /** The images, with registries as the options want them. */
  static Images images(ParseResult options, Session session, String name) {
    Images images = session.davit().images();
    return Options.given(options, "--insecure")
        ? images.through(Registry.openInsecure(Set.of(reference(name).domain())))
        : images;
  }

  /** The registries as the options want them; no store is opened for it. */
  static Registry registry(ParseResult options, String domain) {
    return Options.given(options, "--insecure")
        ? Registry.openInsecure(Set.of(domain))
        : Registry.open();
  }

  /** The repository of a name, asked as the options want it. */
  static Repository repository(ParseResult options, Session session, ImageReference name) {
    return registry(options, name.domain())
        .repository(name, credentials(options), retries(session));
  }

  /** The names of all that a repository has. */
  static List<String> allTags(String repository, ParseResult options, Session session) {
    ImageReference name = TagsVerb.untagged(repository);
    return repository(options, session, name).tags().stream()
        .map(tag -> name.withTag(tag).familiar())
        .toList();
  }

  /** Tells the user of every further attempt. */
  static RetryListener retries(Session session) {
    return new RetryListener() {
      @Override
      public void retrying(String what, String why, Duration wait) {
        session.warn(retry(what, why, wait.toMillis()));
      }
    };
  }

  /** What the user is told of a further attempt. */
  static String retry(String what, String why, long waitMs) {
    return String.format(Locale.ROOT, "%s: %s: trying again in %.1f s", what, why, waitMs / 1000.0);
  }

  /** A name of an image in a registry. */
  static ImageReference reference(String name) {
    try {
      return ImageReference.parse(name);
    } catch (IllegalArgumentException e) {
      throw new ImageException.Malformed(e.getMessage(), e);
    }
  }

  /** Who is asking, if the options say it. */
  static Optional<Credentials> credentials(ParseResult options) {
    String given = Options.one(options, "--creds");
    if (given == null) {
      return Optional.empty();
    }
    int colon = given.indexOf(':');
    if (colon < 1) {
      throw new UsageException("--creds: not USER:PASSWORD");
    }
    return Optional.of(Credentials.of(given.substring(0, colon), given.substring(colon + 1)));
  }

  /** Declares {@code --platform}. */
  static void declarePlatform(CommandSpec spec) {
    spec.addOption(
        Options.value("OS/ARCH", "the platform to pull for, such as linux/arm64", "--platform"));
  }

  /** A pull as the options want it. */
  static PullRequest pull(ParseResult options, PullListener listener) {
    String platform = Options.one(options, "--platform");
    try {
      Optional<Platform> wanted =
          Optional.ofNullable(platform).map(p -> PlatformChoice.parse(p).platform());
      return new PullRequest(credentials(options), wanted, listener);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--platform: \"" + platform + "\": not OS/ARCH, such as linux/arm64");
    }
  }
}
