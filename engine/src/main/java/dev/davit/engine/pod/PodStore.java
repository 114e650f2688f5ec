package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.IoFailure;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.SpecException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of pods and of their containers: {@code pods/ID/pod.json} and {@code
 * pods/ID/containers/ID.json} of the data root. A record is replaced as a whole; one that cannot be
 * read is passed over, so that it does not hide the others.
 */
final class PodStore {

  private static final String POD = "pod.json";
  private static final String SUFFIX = ".json";
  private static final String ANNOUNCED = ".making";

  private final Path pods;

  PodStore(Path dataRoot) {
    this.pods = directory(dataRoot);
  }

  /** Where the records of pods are. */
  static Path directory(Path dataRoot) {
    return dataRoot.resolve("pods");
  }

  /** The directory of all pods, which is made if it is not there. */
  Path root() {
    try {
      return Files.createDirectories(pods);
    } catch (IOException e) {
      throw failed(pods, "make", e);
    }
  }

  /** Where the files of a pod are. */
  Path directory(String podId) {
    return pods.resolve(podId);
  }

  /**
   * Writes a record of a pod.
   *
   * @param durable whether it shall survive a loss of power: what stands for something that does
   */
  void write(PodRecord record, boolean durable) {
    write(directory(record.id()).resolve(POD), Json.write(record), durable);
  }

  /** Writes a record of a container. */
  void write(PodContainerRecord record) {
    write(file(record.podId(), record.id()), Json.write(record), false);
  }

  /** Says that a container is being made, before anything of it is there. */
  void announce(String podId, String containerId) {
    Path file = announcement(podId, containerId);
    try {
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    } catch (IOException e) {
      throw failed(file, "create", e);
    }
  }

  /** It is made, and has its record; or nothing of it is there any more. */
  void withdraw(String podId, String containerId) {
    try {
      Files.deleteIfExists(announcement(podId, containerId));
    } catch (IOException e) {
      throw failed(announcement(podId, containerId), "remove", e);
    }
  }

  /** The containers of a pod that were being made when their maker died. */
  List<String> announced(String podId) {
    return children(directory(podId).resolve("containers")).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.endsWith(ANNOUNCED))
        .map(name -> name.substring(0, name.length() - ANNOUNCED.length()))
        .toList();
  }

  private Path announcement(String podId, String containerId) {
    return directory(podId).resolve("containers").resolve(containerId + ANNOUNCED);
  }

  private Path file(String podId, String containerId) {
    return directory(podId).resolve("containers").resolve(containerId + SUFFIX);
  }

  private static void write(Path file, String json, boolean durable) {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel out =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer text = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
        while (text.hasRemaining()) {
          out.write(text);
        }
        if (durable) {
          out.force(false);
        }
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(file, "write", e);
    }
  }

  /** All pods. */
  List<PodRecord> pods() {
    List<PodRecord> records = new ArrayList<>();
    for (Path directory : children(pods)) {
      read(PodRecord.class, directory.resolve(POD), records);
    }
    return records;
  }

  /** The ids of all directories of pods, those without a readable record too. */
  List<String> ids() {
    return children(pods).stream().map(p -> p.getFileName().toString()).toList();
  }

  /** The containers of a pod. */
  List<PodContainerRecord> containers(String podId) {
    List<PodContainerRecord> records = new ArrayList<>();
    for (Path file : children(directory(podId).resolve("containers"))) {
      if (file.toString().endsWith(SUFFIX)) {
        read(PodContainerRecord.class, file, records);
      }
    }
    return records;
  }

  private static <T extends Record> void read(Class<T> type, Path file, List<T> to) {
    try {
      to.add(Json.parse(type, file.toString(), Files.readString(file)));
    } catch (IOException | SpecException e) {
      // as documented; the sweep of the engine finds what has no record
    }
  }

  /** Where the unpacked checkpoint is that a container is restored from when it is started. */
  Path saved(String podId, String containerId) {
    return directory(podId).resolve("containers").resolve(containerId + ".checkpoint");
  }

  /** Removes that checkpoint, if it is there. */
  void removeSaved(String podId, String containerId) {
    Path saved = saved(podId, containerId);
    if (Files.isDirectory(saved)) {
      dev.davit.image.layer.TreeRemoval.remove(saved);
    }
  }

  /** Removes the record of a container, and what it was to be restored from. */
  void remove(String podId, String containerId) {
    removeSaved(podId, containerId);
    try {
      Files.deleteIfExists(file(podId, containerId));
    } catch (IOException e) {
      throw failed(file(podId, containerId), "remove", e);
    }
  }

  /** Removes everything about a pod. */
  void remove(String podId) {
    dev.davit.image.layer.TreeRemoval.remove(directory(podId));
  }

  private static List<Path> children(Path directory) {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(paths::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failed(directory, "list", e);
    }
    return paths;
  }

  private static PodException failed(Path file, String action, IOException e) {
    return new PodException(Reason.FAILED, file + ": " + action + ": " + IoFailure.reason(e), e);
  }
}
