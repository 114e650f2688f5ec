package dev.davit.oci.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The digest of content, as {@code sha256:} and 64 lower-case hexadecimal digits (image-spec 1.1,
 * descriptor.md, "Digests"). Only algorithms that can be verified here exist as values, so a digest
 * is always safe as a file name and always checkable.
 *
 * @param algorithm the algorithm
 * @param hex lower-case hexadecimal digits, as many as the algorithm has
 */
public record Digest(Algorithm algorithm, String hex) {

  /** Algorithms that image-spec registers. */
  public enum Algorithm {
    /** SHA-256: the one in use everywhere. */
    SHA256("SHA-256", 64),
    /** SHA-512. */
    SHA512("SHA-512", 128);

    private final String javaName;
    private final int hexLength;

    Algorithm(String javaName, int hexLength) {
      this.javaName = javaName;
      this.hexLength = hexLength;
    }

    /** A new computation. */
    public MessageDigest messageDigest() {
      try {
        return MessageDigest.getInstance(javaName);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + javaName, e);
      }
    }

    /** The name before the colon. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the digits.
   *
   * @throws IllegalArgumentException if they are not the algorithm's
   */
  public Digest {
    if (hex.length() != algorithm.hexLength || !hex.chars().allMatch(Digest::isLowerHex)) {
      throw new IllegalArgumentException(
          "digest '%s:%s': %s needs %d lower-case hexadecimal digits"
              .formatted(algorithm, shortened(hex), algorithm, algorithm.hexLength));
    }
  }

  /**
   * Reads {@code algorithm:hex}.
   *
   * @throws IllegalArgumentException if it is not a digest of a known algorithm
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "digest '%s': no algorithm, as in sha256:…".formatted(shortened(text)));
    }
    String name = text.substring(0, colon);
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm.toString().equals(name)) {
        return new Digest(algorithm, text.substring(colon + 1));
      }
    }
    throw new IllegalArgumentException(
        "digest '%s': algorithm '%s' is none of sha256, sha512"
            .formatted(shortened(text), shortened(name)));
  }

  /** The SHA-256 of bytes. */
  public static Digest sha256(byte[] content) {
    return of(Algorithm.SHA256, Algorithm.SHA256.messageDigest().digest(content));
  }

  /** The digest that a finished computation gave. */
  public static Digest of(Algorithm algorithm, byte[] value) {
    return new Digest(algorithm, HexFormat.of().formatHex(value));
  }

  /** The first twelve digits, as commands print them. */
  public String shortHex() {
    return hex.substring(0, 12);
  }

  /** {@code algorithm:hex}. */
  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }

  private static boolean isLowerHex(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
  }

  private static String shortened(String text) {
    return text.length() <= 140 ? text : text.substring(0, 140) + "…";
  }

  // Written out, as those of a record are found by method handles, which cost each new JVM.
  @Override
  public boolean equals(Object other) {
    return other instanceof Digest digest
        && algorithm == digest.algorithm
        && hex.equals(digest.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }
}
