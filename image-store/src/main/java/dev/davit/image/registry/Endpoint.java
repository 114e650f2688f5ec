package dev.davit.image.registry;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A host that answers for a registry: the registry itself, or a mirror of it.
 *
 * @param base scheme, host, port and whatever comes before {@code /v2/}, without a slash at the end
 * @param tls how its identity is checked
 * @param abilities what it is asked for
 * @param guessed true if the scheme was only guessed, so that plain HTTP is tried after TLS
 */
record Endpoint(URI base, Tls tls, Set<Ability> abilities, boolean guessed) {

  /** What a host may be asked for, in the words of containerd's {@code hosts.toml}. */
  enum Ability {
    /** Content by digest. */
    PULL,
    /** The digest of a tag. */
    RESOLVE,
    /** New content. */
    PUSH
  }

  /**
   * How the identity of a host is checked.
   *
   * @param verify false to believe anybody
   * @param authorities files of certificates in PEM that are believed besides those of the JDK
   */
  record Tls(boolean verify, List<Path> authorities) {

    /** The authorities of the JDK. */
    static final Tls STRICT = new Tls(true, List.of());

    /** Copies its list. */
    Tls {
      authorities = List.copyOf(authorities);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Tls tls
          && verify == tls.verify
          && authorities.equals(tls.authorities);
    }

    /** Written out: that of a record is spun from method handles, which a cold JVM has to make. */
    @Override
    public int hashCode() {
      return authorities.hashCode() * 2 + (verify ? 1 : 0);
    }
  }

  /** Copies its set. */
  Endpoint {
    abilities = Set.copyOf(abilities);
  }

  /** The address of something below {@code /v2/}. */
  URI at(String path) {
    return URI.create(base + "/v2/" + path);
  }

  /** The same by plain HTTP. */
  Endpoint plain() {
    return new Endpoint(
        URI.create("http" + base.toString().substring(base.getScheme().length())),
        tls,
        abilities,
        false);
  }

  /** Host and port, as messages name it. */
  String name() {
    return base.getRawAuthority();
  }
}
