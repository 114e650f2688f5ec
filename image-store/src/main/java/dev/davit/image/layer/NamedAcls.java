package dev.davit.image.layer;

import dev.davit.image.tar.AclText;
import dev.davit.image.tar.RawPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Access control lists that name users and groups, as {@code tar --acls} writes them unless {@code
 * --numeric-owner} is said too. They wait until the layer is read: who is meant is said by the
 * image's own {@code /etc/passwd} and {@code /etc/group}, never by those of this machine, so that
 * the same image is the same files everywhere.
 */
final class NamedAcls {

  private static final String ACCESS = "SCHILY.acl.access";
  private static final String DEFAULT = "SCHILY.acl.default";

  private final Map<RawPath, Map<String, byte[]>> waiting = new LinkedHashMap<>();

  /** Whether a record is such a list. */
  static boolean isOne(String key) {
    return key.equals(ACCESS) || key.equals(DEFAULT);
  }

  void add(RawPath path, String key, byte[] text) {
    waiting.computeIfAbsent(path, p -> new LinkedHashMap<>()).put(key, text);
  }

  /** Something else takes the place of a file. */
  void remove(RawPath path) {
    waiting.remove(path);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Sets them all.
   *
   * @param defaults takes those that directories give to what is made in them
   */
  void set(
      LayerTree tree, LowerLayers below, Map<RawPath, byte[]> defaults, Consumer<String> warnings)
      throws ErrnoException {
    if (waiting.isEmpty()) {
      return;
    }
    NamedIds users = NamedIds.read(tree, below, "etc/passwd");
    NamedIds groups = NamedIds.read(tree, below, "etc/group");
    for (Map.Entry<RawPath, Map<String, byte[]>> file : waiting.entrySet()) {
      for (Map.Entry<String, byte[]> list : file.getValue().entrySet()) {
        String text = RawPath.of(list.getValue()).latin1();
        Optional<byte[]> acl =
            AclText.toXattr(text, (user, name) -> (user ? users : groups).of(name));
        if (acl.isEmpty()) {
          warnings.accept(
              file.getKey()
                  + ": "
                  + list.getKey()
                  + " left out: it names somebody whom /etc/passwd and /etc/group of the image do"
                  + " not have, or is malformed: "
                  + new RawPath(text));
        } else if (list.getKey().equals(DEFAULT)) {
          defaults.put(file.getKey(), acl.get());
        } else {
          set(tree, file.getKey(), acl.get(), warnings);
        }
      }
    }
    waiting.clear();
  }

  private static void set(LayerTree tree, RawPath path, byte[] acl, Consumer<String> warnings)
      throws ErrnoException {
    try (Fd parent = tree.open(path.parent());
        Fd file = LayerTree.openHere(parent, path.base(), OpenFlags.O_PATH)) {
      if (!Attributes.set(file, Attributes.ACCESS_ACL, acl)) {
        warnings.accept(path + ": the file system has no access control lists");
      }
    } catch (ErrnoException e) {
      // A later entry may have put something else in place of a directory above.
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
        throw e;
      }
    }
  }
}
