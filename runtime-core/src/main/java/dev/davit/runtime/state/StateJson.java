package dev.davit.runtime.state;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.runtime.cgroup.CgroupPath;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The text of {@code state.json}. */
final class StateJson {

  /** Raised when a reader of an older version could misunderstand the text. */
  private static final int VERSION = 1;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private StateJson() {}

  static String write(ContainerState state) {
    JsonObject out = new JsonObject();
    out.addProperty("version", VERSION);
    out.addProperty("id", state.id().value());
    out.addProperty("status", state.status());
    writeDescription(out, state.description());
    if (state instanceof ContainerState.Creating creating) {
      out.add("owner", process(creating.owner()));
      creating.init().ifPresent(p -> out.add("init", process(p)));
    } else if (state instanceof ContainerState.Created created) {
      out.add("init", process(created.init()));
    } else if (state instanceof ContainerState.Running running) {
      out.add("init", process(running.init()));
      running.supervisor().ifPresent(p -> out.add("supervisor", process(p)));
      out.addProperty("started", running.started().toString());
    } else if (state instanceof ContainerState.Stopped stopped) {
      out.addProperty("finished", stopped.finished().toString());
      stopped.exit().ifPresent(exit -> out.add("exit", exit(exit)));
      out.addProperty("oomKilled", stopped.oomKilled());
    }
    return GSON.toJson(out) + "\n";
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  static ContainerState read(String text) {
    try {
      JsonObject in = JsonParser.parseString(text).getAsJsonObject();
      int version = required(in, "version").getAsInt();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "version " + version + ": this program reads version " + VERSION);
      }
      return state(in);
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | DateTimeException e) {
      throw new IllegalArgumentException("not a container state: " + e.getMessage(), e);
    }
  }

  private static ContainerState state(JsonObject in) {
    ContainerDescription description = readDescription(in);
    String status = string(in, "status");
    return switch (status) {
      case "creating" ->
          new ContainerState.Creating(
              description, process(in, "owner"), optionalProcess(in, "init"));
      case "created" -> new ContainerState.Created(description, process(in, "init"));
      case "running" ->
          new ContainerState.Running(
              description,
              process(in, "init"),
              optionalProcess(in, "supervisor"),
              Instant.parse(string(in, "started")));
      case "stopped" ->
          new ContainerState.Stopped(
              description,
              Instant.parse(string(in, "finished")),
              in.has("exit") ? Optional.of(exit(in.getAsJsonObject("exit"))) : Optional.empty(),
              required(in, "oomKilled").getAsBoolean());
      default -> throw new IllegalArgumentException("status \"" + status + "\": unknown");
    };
  }

  private static void writeDescription(JsonObject out, ContainerDescription description) {
    out.addProperty("created", description.created().toString());
    JsonArray command = new JsonArray();
    description.command().forEach(command::add);
    out.add("command", command);
    description.bundle().ifPresent(path -> out.addProperty("bundle", path.toString()));
    description.image().ifPresent(image -> out.addProperty("image", image));
    description.cgroup().ifPresent(path -> out.addProperty("cgroup", path.value()));
    out.add("labels", GSON.toJsonTree(description.labels()));
    out.add("annotations", GSON.toJsonTree(description.annotations()));
  }

  private static ContainerDescription readDescription(JsonObject in) {
    List<String> command = new ArrayList<>();
    required(in, "command").getAsJsonArray().forEach(word -> command.add(word.getAsString()));
    return new ContainerDescription(
        new ContainerId(string(in, "id")),
        Instant.parse(string(in, "created")),
        command,
        optional(in, "bundle").map(Path::of),
        optional(in, "image"),
        optional(in, "cgroup").map(CgroupPath::new),
        strings(in, "labels"),
        strings(in, "annotations"));
  }

  private static JsonObject process(ProcessIdentity process) {
    JsonObject out = new JsonObject();
    out.addProperty("pid", process.pid());
    out.addProperty("startTicks", process.startTicks());
    return out;
  }

  private static ProcessIdentity process(JsonObject in, String name) {
    JsonObject process = required(in, name).getAsJsonObject();
    return new ProcessIdentity(
        required(process, "pid").getAsInt(), required(process, "startTicks").getAsLong());
  }

  private static Optional<ProcessIdentity> optionalProcess(JsonObject in, String name) {
    return in.has(name) ? Optional.of(process(in, name)) : Optional.empty();
  }

  private static JsonObject exit(ExitStatus exit) {
    JsonObject out = new JsonObject();
    if (exit instanceof ExitStatus.Signaled signaled) {
      out.addProperty("signal", signaled.signal());
      out.addProperty("coreDumped", signaled.coreDumped());
    } else {
      out.addProperty("code", exit.code());
    }
    return out;
  }

  private static ExitStatus exit(JsonObject in) {
    return in.has("signal")
        ? new ExitStatus.Signaled(
            in.get("signal").getAsInt(), required(in, "coreDumped").getAsBoolean())
        : new ExitStatus.Exited(required(in, "code").getAsInt());
  }

  private static Map<String, String> strings(JsonObject in, String name) {
    Map<String, String> map = new LinkedHashMap<>();
    required(in, name)
        .getAsJsonObject()
        .entrySet()
        .forEach(entry -> map.put(entry.getKey(), entry.getValue().getAsString()));
    return map;
  }

  private static Optional<String> optional(JsonObject in, String name) {
    return in.has(name) ? Optional.of(string(in, name)) : Optional.empty();
  }

  private static String string(JsonObject in, String name) {
    return required(in, name).getAsString();
  }

  private static JsonElement required(JsonObject in, String name) {
    JsonElement value = in.get(name);
    if (value == null || value.isJsonNull()) {
      throw new IllegalArgumentException(name + ": missing");
    }
    return value;
  }
}
