package dev.davit.image.volume;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import dev.davit.image.journal.StoreLock;
import dev.davit.image.layer.LowerLayers;
import dev.davit.image.layer.MergedCopy;
import dev.davit.image.layer.TreeRemoval;
import dev.davit.image.layer.TreeUsage;
import dev.davit.image.tar.RawPath;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The named volumes of a data root, in {@code volumes/NAME}: {@code data} is mounted, {@code
 * volume.json} describes it. A volume appears and disappears by rename; names that start with a dot
 * are unfinished. Safe for use by many threads and processes.
 */
public final class Volumes {

  /** Docker's grammar; one character is not a name, so that it is never a drive or an option. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}");

  private static final String RECORD = "volume.json";
  private static final String DATA = "data";

  /** A file that is there until the volume is first mounted. */
  private static final String UNUSED = "unused";

  private final Path root;
  private final StoreLock lock;

  /**
   * The volumes below a data root.
   *
   * @param root {@code volumes} below the data root; made with the first volume
   * @param lock the store's
   */
  public Volumes(Path root, StoreLock lock) {
    this.root = root;
    this.lock = lock;
  }

  /** Whether a text can be the name of a volume. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The directory of a volume's files, whether there is one or not. */
  public Path directory(String name) {
    return volume(name).resolve(DATA);
  }

  /**
   * Makes a volume; one of that name that is there already stays as it is.
   *
   * @throws ImageException.Malformed if it is no name
   */
  public NamedVolume create(String name, Map<String, String> labels) {
    Path volume = volume(name);
    Optional<NamedVolume> there = find(name);
    if (there.isPresent()) {
      return there.get();
    }
    Path unfinished = root.resolve("." + UUID.randomUUID() + ".new");
    try {
      Files.createDirectories(unfinished.resolve(DATA));
      JsonObject json = new JsonObject();
      json.addProperty("created", Instant.now().toString());
      JsonObject all = new JsonObject();
      labels.forEach(all::addProperty);
      json.add("labels", all);
      Files.writeString(unfinished.resolve(RECORD), json + "\n");
      Files.createFile(unfinished.resolve(UNUSED));
      Files.move(unfinished, volume, StandardCopyOption.ATOMIC_MOVE);
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException e) {
      // Somebody else made it at this moment.
      TreeRemoval.remove(unfinished);
    } catch (IOException e) {
      TreeRemoval.remove(unfinished);
      throw new ImageException.Storage(volume + ": make: " + IoFailure.reason(e), e);
    }
    return find(name).orElseThrow(() -> missing(name));
  }

  /**
   * Says that a volume is about to be mounted. A volume that never was gets what an image has at
   * its place, as by docker; afterwards what is on it is its users' alone.
   *
   * @param lowerdirs the layers of the image, top-most first; empty for none
   * @param path in the image
   */
  public void use(String name, List<Path> lowerdirs, String path) {
    Path volume = volume(name);
    if (!Files.exists(volume.resolve(UNUSED))) {
      return;
    }
    Path copy = volume.resolve("." + UUID.randomUUID() + ".new");
    try (LowerLayers lower = LowerLayers.open(lowerdirs)) {
      Files.createDirectory(copy);
      int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
      try (Fd to = Descriptors.open(Fd.CWD, copy.toString(), flags)) {
        MergedCopy.copy(lower, RawPath.utf8(path).normalized(), to);
      }
      lock.exclusive(() -> fill(volume, copy));
    } catch (ErrnoException e) {
      throw new ImageException.Storage("volume " + name + ": fill: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ImageException.Storage("volume " + name + ": fill: " + IoFailure.reason(e), e);
    } finally {
      TreeRemoval.remove(copy);
    }
  }

  /** Whoever gets here first decides; until then nobody has mounted the volume. */
  private static Void fill(Path volume, Path copy) {
    try {
      if (Files.exists(volume.resolve(UNUSED))) {
        Files.move(copy, volume.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(volume.resolve(UNUSED));
      }
      return null;
    } catch (IOException e) {
      throw new ImageException.Storage(volume + ": fill: " + IoFailure.reason(e), e);
    }
  }

  /** The volume of a name; one whose description is damaged has neither time nor labels. */
  public Optional<NamedVolume> find(String name) {
    Path volume = volume(name);
    if (!Files.isDirectory(volume.resolve(DATA))) {
      return Optional.empty();
    }
    Map<String, String> labels = new HashMap<>();
    Instant created = Instant.EPOCH;
    try {
      JsonObject json =
          JsonParser.parseString(Files.readString(volume.resolve(RECORD))).getAsJsonObject();
      for (Map.Entry<String, JsonElement> label : json.getAsJsonObject("labels").entrySet()) {
        labels.put(label.getKey(), label.getValue().getAsString());
      }
      created = Instant.parse(json.get("created").getAsString());
    } catch (IOException | RuntimeException e) {
      // The files on it are what counts.
    }
    return Optional.of(new NamedVolume(name, created, labels, volume.resolve(DATA)));
  }

  /** All volumes, by name. */
  public List<NamedVolume> list() {
    List<NamedVolume> volumes = new ArrayList<>();
    try (Stream<Path> files = Files.list(root)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(Volumes::isName)
          .sorted()
          .forEach(name -> find(name).ifPresent(volumes::add));
      return volumes;
    } catch (NoSuchFileException e) {
      return volumes;
    } catch (IOException e) {
      throw new ImageException.Storage(root + ": list: " + IoFailure.reason(e), e);
    }
  }

  /** The disk space that a volume's files take, in bytes. */
  public long usageBytes(String name) {
    return TreeUsage.bytes(directory(name));
  }

  /**
   * Removes a volume with all that is on it.
   *
   * @param users the containers that use it
   * @throws ImageException.NotFound if there is none
   * @throws ImageException.InUse if a container uses it
   */
  public void remove(String name, List<String> users) {
    if (!users.isEmpty()) {
      throw new ImageException.InUse("volume " + name, users);
    }
    Path doomed = root.resolve("." + UUID.randomUUID() + ".gone");
    lock.exclusive(
        () -> {
          try {
            Files.move(volume(name), doomed, StandardCopyOption.ATOMIC_MOVE);
            return null;
          } catch (NoSuchFileException e) {
            throw missing(name);
          } catch (IOException e) {
            throw new ImageException.Storage(volume(name) + ": remove: " + IoFailure.reason(e), e);
          }
        });
    TreeRemoval.remove(doomed);
  }

  /** Takes away what dead processes left. The caller holds the store's lock exclusively. */
  public void replay() {
    String[] names = root.toFile().list();
    for (String name : names == null ? new String[0] : names) {
      if (name.endsWith(".gone") && name.startsWith(".")) {
        TreeRemoval.remove(root.resolve(name));
      }
    }
  }

  private static ImageException missing(String name) {
    return new ImageException.NotFound("volume " + name + ": no such volume");
  }

  private Path volume(String name) {
    if (!isName(name)) {
      throw new ImageException.Malformed(
          "volume \"" + name + "\": not a name: use letters, digits, _ . and -, at least two");
    }
    return root.resolve(name);
  }
}
