package dev.davit.runtime.dbus;

/** Takes type signatures apart (D-Bus specification, "Type system"). */
final class Signatures {

  private Signatures() {}

  /**
   * Where the complete type that begins at a position ends.
   *
   * @throws IllegalArgumentException if none begins there
   */
  static int end(String signature, int at) {
    if (at >= signature.length()) {
      throw new IllegalArgumentException("signature \"" + signature + "\": ends too early");
    }
    return switch (signature.charAt(at)) {
      case 'y', 'b', 'n', 'q', 'i', 'u', 'x', 't', 'd', 'h', 's', 'o', 'g', 'v' -> at + 1;
      case 'a' -> end(signature, at + 1);
      case '(' -> closing(signature, at + 1, ')');
      case '{' -> closing(signature, at + 1, '}');
      default ->
          throw new IllegalArgumentException(
              "signature \"" + signature + "\": no type at " + at + ": " + signature.charAt(at));
    };
  }

  private static int closing(String signature, int at, char bracket) {
    int next = at;
    while (next < signature.length() && signature.charAt(next) != bracket) {
      next = end(signature, next);
    }
    if (next >= signature.length()) {
      throw new IllegalArgumentException("signature \"" + signature + "\": no " + bracket);
    }
    return next + 1;
  }

  /** To a multiple of what a value of this type begins. */
  static int alignment(char type) {
    return switch (type) {
      case 'y', 'g', 'v' -> 1;
      case 'n', 'q' -> 2;
      case 'x', 't', 'd', '(', '{' -> 8;
      default -> 4;
    };
  }
}
