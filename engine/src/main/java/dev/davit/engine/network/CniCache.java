package dev.davit.engine.network;

import com.google.gson.JsonObject;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was asked of plugins and what they answered, a file for each pod (CNI specification, section
 * 4, "prevResult": a runtime must keep the result of ADD): DEL and CHECK have to be asked with the
 * same configuration, whatever has become of the files meanwhile.
 */
final class CniCache {

  private static final String SUFFIX = ".json";

  /**
   * One pod.
   *
   * @param podId 64 hexadecimal digits
   * @param name of the pod
   * @param namespace of the orchestrator
   * @param uid of the pod
   * @param network the configuration that was used
   * @param capabilities what the plugins might be told
   * @param result of the last plugin; absent until all have answered
   */
  record Entry(
      String podId,
      String name,
      String namespace,
      String uid,
      CniConfiguration network,
      JsonObject capabilities,
      Optional<JsonObject> result) {

    Entry withResult(JsonObject made) {
      return new Entry(podId, name, namespace, uid, network, capabilities, Optional.of(made));
    }
  }

  private final Path directory;

  CniCache(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw failed(directory, e);
    }
  }

  private static NetworkException failed(Path file, IOException e) {
    return new NetworkException(file + ": " + IoFailure.reason(e), e);
  }

  private Path file(String podId) {
    return directory.resolve(podId + SUFFIX);
  }

  void write(Entry entry) {
    JsonObject document = new JsonObject();
    document.addProperty("podName", entry.name());
    document.addProperty("podNamespace", entry.namespace());
    document.addProperty("podUid", entry.uid());
    document.add("network", entry.network().document());
    document.add("capabilityArgs", entry.capabilities());
    entry.result().ifPresent(r -> document.add("result", r));
    Path temporary = directory.resolve(entry.podId() + ".new");
    try {
      Files.writeString(temporary, document.toString());
      Files.move(temporary, file(entry.podId()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(temporary, e);
    }
  }

  /**
   * What is there of a pod.
   *
   * @throws NetworkException if it cannot be read or understood: the plugins hold what nobody else
   *     knows
   */
  Optional<Entry> read(String podId) {
    try {
      JsonObject document =
          CniPlugins.object(Files.readString(file(podId)))
              .filter(d -> d.has("network"))
              .orElseThrow(
                  () ->
                      new NetworkException(
                          file(podId) + ": damaged: what the plugins gave is not known"));
      JsonObject capabilities = document.getAsJsonObject("capabilityArgs");
      return Optional.of(
          new Entry(
              podId,
              CniConfiguration.string(document, "podName").orElse(""),
              CniConfiguration.string(document, "podNamespace").orElse(""),
              CniConfiguration.string(document, "podUid").orElse(""),
              CniConfiguration.parse(
                  document.getAsJsonObject("network").toString(), file(podId).toString()),
              capabilities == null ? new JsonObject() : capabilities,
              Optional.ofNullable(document.getAsJsonObject("result"))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed(file(podId), e);
    }
  }

  void remove(String podId) {
    try {
      Files.deleteIfExists(file(podId));
    } catch (IOException e) {
      throw failed(file(podId), e);
    }
  }

  /** The ids of the pods. */
  List<String> pods() {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        ids.add(file.getFileName().toString().replace(SUFFIX, ""));
      }
    } catch (IOException e) {
      throw failed(directory, e);
    }
    return ids;
  }
}
