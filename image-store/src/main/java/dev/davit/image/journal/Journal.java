package dev.davit.image.journal;

import dev.davit.image.ImageException;
import dev.davit.image.content.StoreLayout;
import dev.davit.image.layer.TreeRemoval;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** All unfinished work of all processes that use the store. */
public final class Journal {

  static final String FILE = "intent";
  private static final String LEASE = "lease ";

  private final StoreLayout layout;
  private final StoreLock lock;

  /** The journal below a data root. */
  public Journal(StoreLayout layout, StoreLock lock) {
    this.layout = layout;
    this.lock = lock;
  }

  /**
   * Writes down what is about to be done. The caller does not hold the store's lock.
   *
   * @param action for people who look into the directory
   */
  public Intent begin(String action) {
    Path directory = layout.journal().resolve(UUID.randomUUID().toString());
    return lock.shared(() -> begin(directory, action));
  }

  private static Intent begin(Path directory, String action) {
    Path file = directory.resolve(FILE);
    try {
      Files.createDirectory(directory);
      FaultPoint.INTENT_BEGUN.reached();
      Files.writeString(file, "pid " + ProcessHandle.current().pid() + "\naction " + action + "\n");
    } catch (IOException e) {
      throw new ImageException.Storage(directory + ": write intent: " + IoFailure.reason(e), e);
    }
    Fd alive = open(file);
    if (!StoreLock.tryExclusive(alive)) {
      alive.close();
      throw new IllegalStateException(file + ": somebody else holds a new intent");
    }
    FaultPoint.INTENT_WRITTEN.reached();
    return new Intent(directory, alive);
  }

  /**
   * Takes away what dead processes left. The caller holds the store's lock exclusively.
   *
   * @return the number of unfinished works found
   */
  public int replay() {
    int dead = 0;
    for (String name : dead()) {
      TreeRemoval.remove(layout.journal().resolve(name));
      dead++;
    }
    return dead;
  }

  /** The names of unfinished works whose processes are dead. The caller holds the store's lock. */
  public List<String> dead() {
    List<String> dead = new ArrayList<>();
    for (Path directory : directories()) {
      Optional<Fd> intent = openIfThere(directory.resolve(FILE));
      try {
        if (intent.isEmpty() || StoreLock.tryExclusive(intent.get())) {
          dead.add(directory.getFileName().toString());
        }
      } finally {
        intent.ifPresent(Fd::close);
      }
    }
    return dead;
  }

  /** The content that unfinished work needs. The caller holds the store's lock exclusively. */
  public Set<Digest> leases() {
    Set<Digest> leases = new HashSet<>();
    for (Path directory : directories()) {
      try {
        for (String line : Files.readAllLines(directory.resolve(FILE))) {
          if (line.startsWith(LEASE)) {
            leases.add(Digest.parse(line.substring(LEASE.length())));
          }
        }
      } catch (IOException | IllegalArgumentException e) {
        // An intent just ending, or one cut by a crash: neither needs anything any more.
      }
    }
    return leases;
  }

  /** True if there is no unfinished work, alive or dead. */
  public boolean isEmpty() {
    return directories().isEmpty();
  }

  private List<Path> directories() {
    try (Stream<Path> files = Files.list(layout.journal())) {
      return new ArrayList<>(files.toList());
    } catch (IOException e) {
      throw new ImageException.Storage(layout.journal() + ": list: " + IoFailure.reason(e), e);
    }
  }

  private static Fd open(Path file) {
    return openIfThere(file)
        .orElseThrow(() -> new ImageException.Storage(file + ": it has vanished", null));
  }

  /** The work of a living process may end at any moment, without the store's lock. */
  private static Optional<Fd> openIfThere(Path file) {
    try {
      return Optional.of(Descriptors.open(Fd.CWD, file.toString(), OpenFlags.O_RDONLY));
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return Optional.empty();
      }
      throw new ImageException.Storage(file + ": " + e.getMessage(), e);
    }
  }
}
