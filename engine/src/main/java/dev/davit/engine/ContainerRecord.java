package dev.davit.engine;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept about a container beside its writable layer, for as long as that exists: longer than
 * its run state, which does not survive a restart of the machine.
 *
 * @param id 64 hexadecimal digits
 * @param name what its user called it
 * @param image the image or directory that was asked for
 * @param imageId the digest of that image; empty for a directory
 * @param command the program and its arguments
 * @param created when
 * @param labels of its user
 * @param mountPoints where something is mounted in it, absolute
 * @param volumes the named volumes that it uses
 * @param process what its further processes begin with; empty in records of earlier versions
 * @param stopSignal the signal that its image names to end it
 * @param runtime the path of the installed runtime that runs it; empty for Davit's own
 */
record ContainerRecord(
    String id,
    Optional<String> name,
    String image,
    Optional<String> imageId,
    List<String> command,
    Instant created,
    Map<String, String> labels,
    List<String> mountPoints,
    List<String> volumes,
    Optional<ProcessDefaults> process,
    Optional<String> stopSignal,
    Optional<String> runtime) {

  ContainerRecord {
    mountPoints = List.copyOf(mountPoints);
    volumes = List.copyOf(volumes);
    command = List.copyOf(command);
    labels = Map.copyOf(labels);
  }

  /** As JSON. */
  String toJson() {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text)) {
      writer.setIndent("  ");
      writer.beginObject();
      writer.name("id").value(id);
      if (name.isPresent()) {
        writer.name("name").value(name.get());
      }
      writer.name("image").value(image);
      if (imageId.isPresent()) {
        writer.name("imageId").value(imageId.get());
      }
      JsonWords.write(writer.name("command"), command);
      JsonWords.write(writer.name("mountPoints"), mountPoints);
      JsonWords.write(writer.name("volumes"), volumes);
      if (process.isPresent()) {
        process.get().write(writer.name("process"));
      }
      if (stopSignal.isPresent()) {
        writer.name("stopSignal").value(stopSignal.get());
      }
      if (runtime.isPresent()) {
        writer.name("runtime").value(runtime.get());
      }
      writer.name("created").value(created.toString());
      writer.name("labels").beginObject();
      for (Map.Entry<String, String> label : labels.entrySet()) {
        writer.name(label.getKey()).value(label.getValue());
      }
      writer.endObject();
      writer.endObject();
    } catch (IOException e) {
      throw new IllegalStateException("a StringWriter does not fail", e);
    }
    return text.append('\n').toString();
  }

  /**
   * Reads it; fields that are not known are left out.
   *
   * @throws IOException if it is malformed
   */
  static ContainerRecord parse(String json) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    List<String> command = new ArrayList<>();
    List<String> mountPoints = new ArrayList<>();
    List<String> volumes = new ArrayList<>();
    Map<String, String> labels = new LinkedHashMap<>();
    Optional<ProcessDefaults> process = Optional.empty();
    try (JsonReader reader = new JsonReader(new StringReader(json))) {
      reader.beginObject();
      while (reader.hasNext()) {
        String field = reader.nextName();
        switch (field) {
          case "id", "name", "image", "imageId", "created", "stopSignal", "runtime" ->
              texts.put(field, reader.nextString());
          case "process" -> process = Optional.of(ProcessDefaults.read(reader));
          case "command" -> JsonWords.read(reader, command);
          case "mountPoints" -> JsonWords.read(reader, mountPoints);
          case "volumes" -> JsonWords.read(reader, volumes);
          case "labels" -> {
            reader.beginObject();
            while (reader.hasNext()) {
              labels.put(reader.nextName(), reader.nextString());
            }
            reader.endObject();
          }
          default -> reader.skipValue();
        }
      }
      reader.endObject();
      return new ContainerRecord(
          required(texts, "id"),
          Optional.ofNullable(texts.get("name")),
          required(texts, "image"),
          Optional.ofNullable(texts.get("imageId")),
          command,
          Instant.parse(required(texts, "created")),
          labels,
          mountPoints,
          volumes,
          process,
          Optional.ofNullable(texts.get("stopSignal")),
          Optional.ofNullable(texts.get("runtime")));
    } catch (IllegalStateException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static String required(Map<String, String> texts, String field) throws IOException {
    String value = texts.get(field);
    if (value == null) {
      throw new IOException("$." + field + ": missing");
    }
    return value;
  }
}
