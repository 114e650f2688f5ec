package dev.davit.runtime.launch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.linux.IoFailure;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory that a container is saved into: criu's images, and two files of ours. What is in
 * them may come from anybody: it names things, and says nothing about where they are.
 *
 * @param id the container, for messages
 * @param path where it is
 */
record ImageDirectory(ContainerId id, Path path) {

  /** What the standard streams were, in the form that runc and crun write and read too. */
  private static final String STREAMS = "descriptors.json";

  /** The mount points of what came from outside. */
  private static final String MOUNTS = "davit-mounts.json";

  /** A directory as it was before something was written into it. */
  record Before(boolean existed, Set<Path> files) {}

  /** Makes the directory, if it is not there, and remembers what is in it. */
  Before prepare() {
    try {
      boolean existed = Files.isDirectory(path);
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new Before(existed, new HashSet<>(files()));
    } catch (IOException e) {
      throw failure("cannot be made", e);
    }
  }

  /** Takes away what was not there before. */
  void restore(Before before) {
    try {
      for (Path file : files()) {
        if (!before.files().contains(file)) {
          Files.deleteIfExists(file);
        }
      }
      if (!before.existed()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw failure("cannot be cleaned up", e);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.toList();
    }
  }

  void writeStreams(List<String> streams) {
    write(STREAMS, streams);
  }

  void writeMounts(List<String> mountPoints) {
    write(MOUNTS, mountPoints);
  }

  /** What the standard streams were; empty if that is not recorded. */
  List<String> streams() {
    return read(STREAMS).orElse(List.of());
  }

  /** The mount points of what came from outside; empty if that is not recorded. */
  Optional<List<String>> mounts() {
    return read(MOUNTS);
  }

  private void write(String name, List<String> words) {
    JsonArray array = new JsonArray();
    words.forEach(array::add);
    try {
      Files.writeString(path.resolve(name), array.toString());
    } catch (IOException e) {
      throw failure(name + " cannot be written", e);
    }
  }

  private Optional<List<String>> read(String name) {
    try {
      List<String> words = new ArrayList<>();
      for (JsonElement word :
          JsonParser.parseString(Files.readString(path.resolve(name))).getAsJsonArray()) {
        words.add(word.getAsString());
      }
      return Optional.of(words);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(name + " cannot be read", e);
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new ContainerException(id, path.resolve(name) + ": not a list of texts");
    }
  }

  private ContainerException failure(String what, IOException e) {
    return new ContainerException(id, path + ": " + what + ": " + IoFailure.reason(e));
  }
}
