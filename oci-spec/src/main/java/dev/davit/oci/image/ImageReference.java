package dev.davit.oci.image;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image, as people write it after {@code docker pull}: {@code
 * [domain/]path[:tag][@digest]}. A short name is completed as Docker does it: {@code debian} is
 * {@code docker.io/library/debian:latest}.
 *
 * @param domain registry, with a port where it has one
 * @param path repository in the registry
 * @param tag tag; present unless a digest stands alone
 * @param digest digest of the manifest or index
 */
public record ImageReference(
    String domain, String path, Optional<String> tag, Optional<Digest> digest) {

  private static final String DOCKER_HUB = "docker.io";
  private static final String OFFICIAL = "library/";
  private static final int MAX_NAME_LENGTH = 255;

  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final Pattern DOMAIN =
      Pattern.compile("(?:%s(?:\\.%s)*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?".formatted(LABEL, LABEL));
  private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*+";
  private static final Pattern PATH = Pattern.compile("%s(?:/%s)*+".formatted(PART, PART));
  private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
  private static final Pattern IMAGE_ID = Pattern.compile("[a-f0-9]{64}");
  private static final Pattern TAG_SUFFIX = Pattern.compile("(.+):([^:/]*)", Pattern.DOTALL);

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException if a part does not follow it
   */
  public ImageReference {
    String name = domain + "/" + path;
    if (name.length() > MAX_NAME_LENGTH) {
      throw invalid(name, "the name is longer than %d characters".formatted(MAX_NAME_LENGTH));
    }
    if (!DOMAIN.matcher(domain).matches()) {
      throw invalid(name, "'%s' is not a registry".formatted(domain));
    }
    if (!PATH.matcher(path).matches()) {
      throw invalid(
          name,
          path.equals(path.toLowerCase(Locale.ROOT))
              ? "'%s' is not a repository name".formatted(path)
              : "the repository name must be lower case");
    }
    if (tag.isPresent() && !TAG.matcher(tag.get()).matches()) {
      throw invalid(name, "'%s' is not a tag".formatted(shortened(tag.get())));
    }
    if (tag.isEmpty() && digest.isEmpty()) {
      throw invalid(name, "neither tag nor digest");
    }
  }

  /**
   * Reads and completes what a person wrote.
   *
   * @throws IllegalArgumentException if it is not an image reference
   */
  public static ImageReference parse(String text) {
    String rest = text;
    Optional<Digest> digest = Optional.empty();
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Optional.of(digestOf(text, rest.substring(at + 1)));
      rest = rest.substring(0, at);
    }
    Optional<String> tag = Optional.empty();
    Matcher suffix = TAG_SUFFIX.matcher(rest);
    if (suffix.matches()) {
      tag = Optional.of(suffix.group(2));
      rest = suffix.group(1);
    }
    if (rest.isEmpty()) {
      throw invalid(text, "no name");
    }
    if (IMAGE_ID.matcher(rest).matches()) {
      throw invalid(text, "64 hexadecimal digits are an image id, not a name");
    }
    if (tag.isEmpty() && digest.isEmpty()) {
      tag = Optional.of("latest");
    }
    int slash = rest.indexOf('/');
    boolean hasDomain = slash >= 0 && looksLikeDomain(rest.substring(0, slash));
    String domain = hasDomain ? rest.substring(0, slash) : DOCKER_HUB;
    String path = hasDomain ? rest.substring(slash + 1) : rest;
    if (domain.equals("index.docker.io")) {
      domain = DOCKER_HUB;
    }
    if (domain.equals(DOCKER_HUB) && path.indexOf('/') < 0) {
      path = OFFICIAL + path;
    }
    return new ImageReference(domain, path, tag, digest);
  }

  /** Registry and repository: {@code docker.io/library/debian}. */
  public String name() {
    return domain + "/" + path;
  }

  /** The same repository with a tag and no digest. */
  public ImageReference withTag(String tag) {
    return new ImageReference(domain, path, Optional.of(tag), Optional.empty());
  }

  /** The same reference pinned to a digest. */
  public ImageReference withDigest(Digest digest) {
    return new ImageReference(domain, path, tag, Optional.of(digest));
  }

  /** The shortest name that means the same, without tag and digest: {@code debian}. */
  public String familiarName() {
    if (!domain.equals(DOCKER_HUB)) {
      return name();
    }
    String shortPath = path.startsWith(OFFICIAL) ? path.substring(OFFICIAL.length()) : path;
    boolean unambiguous =
        path.startsWith(OFFICIAL)
            ? shortPath.indexOf('/') < 0 && !IMAGE_ID.matcher(shortPath).matches()
            : !looksLikeDomain(path.substring(0, Math.max(0, path.indexOf('/'))));
    return unambiguous ? shortPath : name();
  }

  /** The shortest form that means the same, with tag and digest: {@code debian:latest}. */
  public String familiar() {
    return familiarName() + suffix();
  }

  /** The complete form: {@code docker.io/library/debian:latest}. */
  @Override
  public String toString() {
    return name() + suffix();
  }

  private String suffix() {
    return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
  }

  /** Docker's rule: a first part with a dot, a port or an upper-case letter, or localhost. */
  private static boolean looksLikeDomain(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || !first.equals(first.toLowerCase(Locale.ROOT));
  }

  private static Digest digestOf(String text, String digest) {
    try {
      return Digest.parse(digest);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(invalid(text, e.getMessage()).getMessage(), e);
    }
  }

  private static IllegalArgumentException invalid(String text, String message) {
    return new IllegalArgumentException(
        "image reference '%s': %s".formatted(shortened(text), message));
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
