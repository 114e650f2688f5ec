package dev.davit.command;

import com.google.gson.stream.JsonWriter;
import dev.davit.engine.DiskUsage;
import dev.davit.engine.Prune;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Disk usage, and what was thrown away, as JSON. */
final class SystemJson {

  private SystemJson() {}

  static void print(PrintStream out, DiskUsage usage) {
    Json.print(
        out,
        writer -> {
          writer.beginObject();
          writer.name("layerBytes").value(usage.layerBytes());
          writer.name("archiveBytes").value(usage.archiveBytes());
          writer.name("totalBytes").value(usage.totalBytes());
          writer.name("images").beginArray();
          for (DiskUsage.ImageSpace space : usage.images()) {
            writer.beginObject();
            writer.name("id").value(space.image().id());
            Json.strings(writer.name("names"), space.image().names());
            writer.name("sizeBytes").value(space.image().sizeBytes());
            writer.name("sharedBytes").value(space.sharedBytes());
            writer.name("uniqueBytes").value(space.uniqueBytes());
            writer.name("containers").value(space.containers());
            writer.endObject();
          }
          writer.endArray();
          spaces(writer.name("containers"), usage.containers());
          spaces(writer.name("volumes"), usage.volumes());
          writer.endObject();
        });
  }

  static void print(PrintStream out, Prune.Result result) {
    Json.print(
        out,
        writer -> {
          writer.beginObject();
          Json.strings(writer.name("containers"), result.containers());
          Json.strings(writer.name("images"), result.images());
          Json.strings(writer.name("volumes"), result.volumes());
          writer.name("bytes").value(result.bytes());
          writer.endObject();
        });
  }

  private static void spaces(JsonWriter writer, List<DiskUsage.Space> spaces) throws IOException {
    writer.beginArray();
    for (DiskUsage.Space space : spaces) {
      writer.beginObject();
      writer.name("name").value(space.name());
      writer.name("bytes").value(space.bytes());
      writer.name("inUse").value(space.inUse());
      writer.endObject();
    }
    writer.endArray();
  }
}
