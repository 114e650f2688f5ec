package dev.davit.image;

import dev.davit.oci.DavitException;
import java.util.List;

/** What can go wrong with images, by kind; callers switch on the type, never on the text. */
public abstract sealed class ImageException extends DavitException {

  private static final long serialVersionUID = 1L;

  private ImageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The input breaks its format, or would write outside of its layer, or is absurdly big. */
  public static final class Malformed extends ImageException {
    private static final long serialVersionUID = 1L;

    /** What is malformed, where, and how. */
    public Malformed(String message) {
      super(message, null);
    }

    /** What is malformed, where, and how; and what noticed it. */
    public Malformed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Content is not what its digest promises. */
  public static final class WrongDigest extends ImageException {
    private static final long serialVersionUID = 1L;
    private final String expected;
    private final String actual;

    /**
     * A mismatch.
     *
     * @param what the content
     * @param expected the digest by which it was referred to
     * @param actual the digest that its bytes have
     */
    public WrongDigest(String what, String expected, String actual) {
      super(what + ": wrong digest: expected " + expected + ", is " + actual, null);
      this.expected = expected;
      this.actual = actual;
    }

    /** The digest by which the content was referred to. */
    public String expected() {
      return expected;
    }

    /** The digest that the content has. */
    public String actual() {
      return actual;
    }
  }

  /** The input is well-formed but uses something that this version does not know. */
  public static final class Unsupported extends ImageException {
    private static final long serialVersionUID = 1L;

    /** What is not supported, with the cure. */
    public Unsupported(String message) {
      super(message, null);
    }
  }

  /** No such image, layer or container. */
  public static final class NotFound extends ImageException {
    private static final long serialVersionUID = 1L;

    /** What is missing. */
    public NotFound(String message) {
      super(message, null);
    }
  }

  /** A short id fits more than one image, or an image has more than one name. */
  public static final class Ambiguous extends ImageException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> candidates;

    /** The short id, and all that it fits. */
    public Ambiguous(String name, List<String> candidates) {
      this(name + ": ambiguous: fits ", candidates, "");
    }

    private Ambiguous(String what, List<String> candidates, String cure) {
      super(what + String.join(", ", candidates) + cure, null);
      this.candidates = List.copyOf(candidates);
    }

    /** The id of an image that shall go, and all the names that it has. */
    static Ambiguous names(String id, List<String> names) {
      return new Ambiguous(
          id + ": remove: it has " + names.size() + " names: ",
          names,
          ": remove each, or all with -f");
    }

    /** The full ids, or the names. */
    public List<String> candidates() {
      return candidates;
    }
  }

  /** The image is still needed. */
  public static final class InUse extends ImageException {
    private static final long serialVersionUID = 1L;
    private final transient List<String> users;

    /** The image, and the containers that use it. */
    public InUse(String image, List<String> users) {
      super(
          image
              + ": remove: in use by container "
              + String.join(", ", users)
              + " (remove the container first)",
          null);
      this.users = List.copyOf(users);
    }

    /** The ids of the containers. */
    public List<String> users() {
      return users;
    }
  }

  /** There is one of this name already. */
  public static final class Exists extends ImageException {
    private static final long serialVersionUID = 1L;

    /** What exists. */
    public Exists(String message) {
      super(message, null);
    }
  }

  /** A registry wants to know who asks, or does not let them. */
  public static final class Denied extends ImageException {
    private static final long serialVersionUID = 1L;

    /** What was refused, with the cure. */
    public Denied(String message) {
      super(message, null);
    }
  }

  /** A registry cannot be reached, breaks off, or fails. */
  public static final class Registry extends ImageException {
    private static final long serialVersionUID = 1L;
    private final int status;

    /**
     * What failed, and how.
     *
     * @param status the status of HTTP, or 0 if there was no answer
     */
    public Registry(String message, int status, Throwable cause) {
      super(message, cause);
      this.status = status;
    }

    /** The status of HTTP, or 0 if there was no answer. */
    public int status() {
      return status;
    }
  }

  /** The host's file system failed. */
  public static final class Storage extends ImageException {
    private static final long serialVersionUID = 1L;

    /** What failed, and how. */
    public Storage(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
