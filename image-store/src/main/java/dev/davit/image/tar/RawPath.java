package dev.davit.image.tar;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A file name or path as the bytes it is. Linux gives names no encoding, so archives hold names
 * that are not UTF-8; decoding them would change them.
 *
 * @param latin1 the bytes, one char (0 to 255) each: comparable, hashable and as compact as an
 *     array
 */
public record RawPath(String latin1) implements Comparable<RawPath> {

  /** The empty path: the directory that all others are relative to. */
  public static final RawPath ROOT = new RawPath("");

  /** Refuses chars that are no bytes. */
  public RawPath {
    for (int i = 0; i < latin1.length(); i++) {
      if (latin1.charAt(i) > 0xff) {
        throw new IllegalArgumentException(
            "path: not bytes: U+" + Integer.toHexString(latin1.charAt(i)));
      }
    }
  }

  /** The name made of these bytes. */
  public static RawPath of(byte[] bytes) {
    return new RawPath(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** The name made of the UTF-8 bytes of a text. */
  public static RawPath utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes, without a terminating NUL. */
  public byte[] bytes() {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** True for the path of the top directory. */
  public boolean isRoot() {
    return latin1.isEmpty();
  }

  /**
   * The path with leading slashes, empty and {@code .} components removed. {@code ..} components
   * stay: whether they are harmless is for the caller to say.
   */
  public RawPath normalized() {
    return isNormal() ? this : new RawPath(String.join("/", components()));
  }

  /** Mostly; then nothing is made. */
  private boolean isNormal() {
    int start = 0;
    for (int i = 0; i <= latin1.length(); i++) {
      if (i == latin1.length() || latin1.charAt(i) == '/') {
        boolean dot = i == start + 1 && latin1.charAt(start) == '.';
        if ((i == start || dot) && !latin1.isEmpty()) {
          return false;
        }
        start = i + 1;
      }
    }
    return true;
  }

  /** The components, without empty ones and {@code .}; {@code ..} stays. */
  public List<String> components() {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (start <= latin1.length()) {
      int slash = latin1.indexOf('/', start);
      int end = slash < 0 ? latin1.length() : slash;
      String part = latin1.substring(start, end);
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
      start = end + 1;
    }
    return parts;
  }

  /** True if one of the components is {@code ..}. */
  public boolean climbs() {
    return latin1.contains("..") && components().contains("..");
  }

  /** Everything before the last slash; {@link #ROOT} when there is none. */
  public RawPath parent() {
    int slash = latin1.lastIndexOf('/');
    return slash < 0 ? ROOT : new RawPath(latin1.substring(0, slash));
  }

  /** Everything after the last slash. */
  public RawPath base() {
    int slash = latin1.lastIndexOf('/');
    return slash < 0 ? this : new RawPath(latin1.substring(slash + 1));
  }

  /** The path of an entry of this directory. */
  public RawPath child(RawPath name) {
    return isRoot() ? name : new RawPath(latin1 + "/" + name.latin1);
  }

  // Written out, as those of a record are found by method handles, which cost each new JVM.
  @Override
  public boolean equals(Object other) {
    return other instanceof RawPath path && latin1.equals(path.latin1);
  }

  @Override
  public int hashCode() {
    return latin1.hashCode();
  }

  @Override
  public int compareTo(RawPath other) {
    return latin1.compareTo(other.latin1);
  }

  /** For messages: as UTF-8 where it is, control characters and other bytes as {@code \xNN}. */
  @Override
  public String toString() {
    return isPlain() ? latin1 : escaped();
  }

  /** Mostly; then the name of an entry costs nothing. */
  private boolean isPlain() {
    for (int i = 0; i < latin1.length(); i++) {
      if (latin1.charAt(i) < 0x20 || latin1.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private String escaped() {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
    } catch (CharacterCodingException e) {
      text = null;
    }
    StringBuilder shown = new StringBuilder();
    String source = text == null ? latin1 : text;
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      boolean plain = text == null ? c >= 0x20 && c < 0x7f : !Character.isISOControl(c);
      shown.append(plain ? String.valueOf(c) : String.format("\\x%02x", (int) c));
    }
    return shown.toString();
  }
}
