package dev.davit.engine;

import dev.davit.engine.ContainerException.Reason;
import dev.davit.linux.IoFailure;
import dev.davit.linux.KillPoint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which container has which name, for all processes that share a data root.
 *
 * <p>{@code names/<name>} is a symbolic link whose text is the id. symlink(2) is atomic and
 * exclusive, so of two processes that want the same name one gets it, and no half-written entry is
 * ever seen. An entry whose container is gone is stale, and is taken over.
 */
final class NameIndex {

  private static final Pattern GRAMMAR = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
  private static final int MAX_LENGTH = 128;

  /** No name begins with a dot, so this is no name. */
  private static final String LOCK = ".lock";

  private final Path directory;
  private final Path containers;

  /**
   * An index; nothing is read or made yet.
   *
   * @param dataRoot the data root
   */
  NameIndex(Path dataRoot) {
    this.directory = dataRoot.resolve("names");
    this.containers = dataRoot.resolve("containers");
  }

  /** Refuses what is no name, before anything is done. */
  static String check(String name) {
    if (name.length() > MAX_LENGTH) {
      throw new OptionException(
          "name", name.length() + " characters: at most " + MAX_LENGTH + " are allowed");
    }
    if (!GRAMMAR.matcher(name).matches()) {
      throw new OptionException(
          "name",
          "\"" + name + "\": use letters, digits, _ . and -, and begin with a letter or a digit");
    }
    return name;
  }

  /** The id of the container with that name. */
  Optional<String> find(String name) {
    if (name.length() > MAX_LENGTH || !GRAMMAR.matcher(name).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readSymbolicLink(directory.resolve(name)).toString())
          .filter(this::exists);
    } catch (NoSuchFileException | NotLinkException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("name " + name + ": read: ", e);
    }
  }

  /**
   * Gives the name to a container whose directory exists already.
   *
   * @throws ContainerException if another container has it
   */
  void claim(String name, String id) {
    check(name);
    try {
      Files.createDirectories(directory);
      if (!create(name, id)) {
        takeOver(name, id);
      }
    } catch (IOException e) {
      throw failure("name " + name + ": claim: ", e);
    }
  }

  private boolean create(String name, String id) throws IOException {
    try {
      KillPoint.reached();
      Files.createSymbolicLink(directory.resolve(name), Path.of(id));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * Replaces a stale entry. The lock keeps a second taker from deleting what the first one has just
   * made; a record lock belongs to the process, so threads need the monitor as well.
   */
  private void takeOver(String name, String id) throws IOException {
    synchronized (NameIndex.class) {
      try (FileChannel lock =
          FileChannel.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock.lock();
        if (find(name).isEmpty()) {
          Files.deleteIfExists(directory.resolve(name));
          if (create(name, id)) {
            return;
          }
        }
      }
    }
    throw new ContainerException(
        Reason.NAME_IN_USE,
        "name "
            + name
            + ": in use by container "
            + find(name).map(ContainerInfo::shortId).orElse("of another process")
            + ": choose another, or remove it: davit rm "
            + name);
  }

  /** Frees the name, if that container still has it. */
  void release(String name, String id) {
    Path link = directory.resolve(name);
    try {
      if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).toString().equals(id)) {
        KillPoint.reached();
        Files.deleteIfExists(link);
      }
    } catch (NoSuchFileException e) {
      // Freed by another process at the same moment: what was wanted.
    } catch (IOException e) {
      throw failure("name " + name + ": release: ", e);
    }
  }

  private boolean exists(String id) {
    return Files.isDirectory(containers.resolve(id));
  }

  private static ContainerException failure(String what, IOException e) {
    return new ContainerException(Reason.STORE, what + IoFailure.reason(e), e);
  }
}
