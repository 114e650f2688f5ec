package dev.davit.engine;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.davit.oci.runtime.Process;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a further process of a container begins with: what its first one began with.
 *
 * @param environment as {@code NAME=VALUE}
 * @param workingDirectory absolute in the container
 * @param user {@code USER[:GROUP]}, names of the container's own files or numbers
 * @param capabilities such as {@code CAP_CHOWN}
 * @param noNewPrivileges whether no program gains rights by its set-user-id bit
 */
record ProcessDefaults(
    List<String> environment,
    String workingDirectory,
    String user,
    List<String> capabilities,
    boolean noNewPrivileges) {

  ProcessDefaults {
    environment = List.copyOf(environment);
    capabilities = List.copyOf(capabilities);
  }

  /** Those of a container with this first process. */
  static ProcessDefaults of(Process process, String user) {
    return new ProcessDefaults(
        process.env(),
        process.cwd(),
        user,
        process.capabilities().map(c -> c.bounding()).orElse(List.of()),
        process.noNewPrivileges());
  }

  /** Writes them as an object. */
  void write(JsonWriter writer) throws IOException {
    writer.beginObject();
    JsonWords.write(writer.name("environment"), environment);
    writer.name("workingDirectory").value(workingDirectory);
    writer.name("user").value(user);
    JsonWords.write(writer.name("capabilities"), capabilities);
    writer.name("noNewPrivileges").value(noNewPrivileges);
    writer.endObject();
  }

  /** Reads them; fields that are not known are left out. */
  static ProcessDefaults read(JsonReader reader) throws IOException {
    List<String> environment = new ArrayList<>();
    List<String> capabilities = new ArrayList<>();
    String workingDirectory = "/";
    String user = "0";
    boolean noNewPrivileges = false;
    reader.beginObject();
    while (reader.hasNext()) {
      switch (reader.nextName()) {
        case "environment" -> JsonWords.read(reader, environment);
        case "workingDirectory" -> workingDirectory = reader.nextString();
        case "user" -> user = reader.nextString();
        case "capabilities" -> JsonWords.read(reader, capabilities);
        case "noNewPrivileges" -> noNewPrivileges = reader.nextBoolean();
        default -> reader.skipValue();
      }
    }
    reader.endObject();
    return new ProcessDefaults(environment, workingDirectory, user, capabilities, noNewPrivileges);
  }
}
