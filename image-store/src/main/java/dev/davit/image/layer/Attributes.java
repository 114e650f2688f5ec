package dev.davit.image.layer;

import dev.davit.image.tar.RawPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Timestamp;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Stat;
import dev.davit.linux.process.UserNamespace;
import dev.davit.linux.xattr.Xattrs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Owners, modes and extended attributes. Attributes of overlayfs itself are kept apart from those
 * of the image: what an archive says in {@code trusted.overlay.} is escaped, so that a layer can
 * neither redirect overlayfs nor lose the attribute (kernel documentation, overlayfs.rst, "Nesting
 * overlayfs mounts"; Linux 6.7 shows it in the container under its own name).
 */
public final class Attributes {

  /** Where overlayfs keeps its own: trusted attributes are for the machine's root only. */
  static final String OVERLAY = UserNamespace.isInitial() ? "trusted.overlay." : "user.overlay.";

  /** What only the machine's root may set, and a container of another user cannot have. */
  private static final List<String> ROOTS = List.of("trusted.", "security.");

  private static final String ESCAPED = OVERLAY + "overlay.";

  static final String ACCESS_ACL = "system.posix_acl_access";

  /** Inherited by what is made in a directory, so that it is set last. */
  static final String DEFAULT_ACL = "system.posix_acl_default";

  private static final byte[] YES = {'y'};

  private Attributes() {}

  /**
   * Sets an extended attribute of the image.
   *
   * @return false if the file system does not support it
   */
  static boolean set(Fd file, String name, byte[] value) throws ErrnoException {
    String escaped = name.startsWith(OVERLAY) ? ESCAPED + name.substring(OVERLAY.length()) : name;
    try {
      Xattrs.of(file).set(escaped, value);
      return true;
    } catch (ErrnoException e) {
      // EPERM: user attributes exist on files and directories only.
      boolean refused = e.is(Errno.EPERM);
      boolean roots = !UserNamespace.isInitial() && ROOTS.stream().anyMatch(name::startsWith);
      if (e.is(Errno.EOPNOTSUPP) || refused && (name.startsWith("user.") || roots)) {
        return false;
      }
      throw e;
    }
  }

  /** The extended attributes of the image, without those of overlayfs. */
  public static Map<String, byte[]> read(Fd file) throws ErrnoException {
    Map<String, byte[]> attributes = new TreeMap<>();
    Xattrs xattrs = Xattrs.of(file);
    for (byte[] name : xattrs.list()) {
      String text = new String(name, StandardCharsets.UTF_8);
      boolean escaped = text.startsWith(ESCAPED);
      if (escaped || !text.startsWith(OVERLAY)) {
        String meant = escaped ? OVERLAY + text.substring(ESCAPED.length()) : text;
        xattrs.get(name).ifPresent(value -> attributes.put(meant, value));
      }
    }
    return attributes;
  }

  /**
   * Gives a directory owner, mode and extended attributes of another.
   *
   * @return the other's time of modification, to be set once the directory is filled
   */
  public static Timestamp copy(Fd model, Fd directory) throws ErrnoException {
    Timestamp modified = copyOwnerAndMode(model, directory);
    for (Map.Entry<String, byte[]> xattr : read(model).entrySet()) {
      set(directory, xattr.getKey(), xattr.getValue());
    }
    return modified;
  }

  /**
   * Gives a directory owner and mode of another.
   *
   * @return the other's time of modification, to be set once the directory is filled
   */
  public static Timestamp copyOwnerAndMode(Fd model, Fd directory) throws ErrnoException {
    Stat stat = Metadata.stat(model);
    Metadata.chown(directory, stat.uid(), stat.gid());
    Metadata.chmod(directory, stat.permissions());
    return stat.modified();
  }

  /** Takes away the list that a directory gives to what is made in it, to be set again later. */
  static Optional<byte[]> takeDefaultAcl(Fd directory) throws ErrnoException {
    Optional<byte[]> acl = Optional.ofNullable(read(directory).get(DEFAULT_ACL));
    if (acl.isPresent()) {
      Xattrs.of(directory).remove(DEFAULT_ACL);
    }
    return acl;
  }

  /** Attributes of overlayfs that make a file mean another one of a lower layer. */
  static List<String> overlayReferences(Fd file) throws ErrnoException {
    List<String> found = new ArrayList<>();
    for (byte[] name : Xattrs.of(file).list()) {
      String text = new String(name, StandardCharsets.UTF_8);
      if (text.equals(OVERLAY + "redirect") || text.equals(OVERLAY + "metacopy")) {
        found.add(text);
      }
    }
    return found;
  }

  /** True if a directory hides those of its name in lower layers. */
  public static boolean isOpaque(Fd directory) throws ErrnoException {
    return Xattrs.of(directory)
        .get(Whiteout.OPAQUE_XATTR)
        .map(value -> value.length == 1 && value[0] == 'y')
        .orElse(false);
  }

  /** Makes a directory hide those of its name in lower layers. */
  static void setOpaque(Fd directory) throws ErrnoException {
    Xattrs.of(directory).set(Whiteout.OPAQUE_XATTR, YES);
  }

  /** The same for a name in a directory, which is not followed if it is a symbolic link. */
  static void setOpaque(Fd parent, RawPath name) throws ErrnoException {
    Xattrs.of(parent, name.bytes()).set(Whiteout.OPAQUE_XATTR, YES);
  }
}
