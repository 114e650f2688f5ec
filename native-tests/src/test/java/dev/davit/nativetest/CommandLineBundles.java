package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A bundle that sleeps, and below it bundles that are wrong in one way or another. */
final class CommandLineBundles {

  private final Path directory;
  private final JsonObject base;

  private CommandLineBundles(Path directory, String cgroup) throws IOException {
    this.directory = Files.createDirectories(directory);
    Tool.run("runc", "spec", "--bundle", directory.toString());
    Path file = directory.resolve("config.json");
    this.base = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    base.getAsJsonObject("root").addProperty("path", RuncBundle.rootfs().toString());
    base.getAsJsonObject("process").addProperty("terminal", false);
    base.getAsJsonObject("linux").addProperty("cgroupsPath", cgroup);
    setArguments(base, "sleep", "1000");
    Files.writeString(file, base.toString());
  }

  /** Writes them and gives the first. */
  static Path write(Path directory, String cgroup) throws IOException {
    CommandLineBundles bundles = new CommandLineBundles(directory, cgroup);
    bundles.programs();
    bundles.mistakes();
    JsonObject process = bundles.base.deepCopy().getAsJsonObject("process");
    JsonArray args = new JsonArray();
    List.of("sh", "-c", "id -u; pwd; exit 4").forEach(args::add);
    process.add("args", args);
    process.addProperty("cwd", "/tmp");
    process.add("user", JsonParser.parseString("{\"uid\": 1000, \"gid\": 1001}"));
    Files.writeString(directory.resolve("process.json"), process.toString());
    return directory;
  }

  private static void setArguments(JsonObject config, String... words) {
    JsonArray args = new JsonArray();
    List.of(words).forEach(args::add);
    config.getAsJsonObject("process").add("args", args);
  }

  private void bundle(String name, Consumer<JsonObject> change) throws IOException {
    JsonObject config = base.deepCopy();
    change.accept(config);
    text(name, config.toString());
  }

  private void text(String name, String text) throws IOException {
    Path place = Files.createDirectories(directory.resolve(name));
    Files.writeString(place.resolve("config.json"), text);
  }

  private void programs() throws IOException {
    bundle("true", config -> setArguments(config, "true"));
    bundle("false", config -> setArguments(config, "false"));
    bundle("echo", config -> setArguments(config, "sh", "-c", "echo out; echo err >&2; cat"));
    bundle("killed", config -> setArguments(config, "sh", "-c", "kill -ABRT $$; sleep 5"));
    bundle("missing", config -> setArguments(config, "nothing-of-this-name"));
    bundle("data", config -> setArguments(config, "/etc/passwd"));
    bundle("directory", config -> setArguments(config, "/etc"));
    bundle("relative", config -> setArguments(config, "bin/true"));
    bundle(
        "nocwd",
        config -> {
          config.getAsJsonObject("process").addProperty("cwd", "/made/by/the/runtime");
          config.getAsJsonObject("root").addProperty("readonly", false);
          setArguments(config, "pwd");
        });
  }

  private void mistakes() throws IOException {
    bundle(
        "terminal",
        config -> {
          config.getAsJsonObject("process").addProperty("terminal", true);
          setArguments(config, "echo", "printed");
        });
    text("nojson", "{ this is none");
    text("empty", "{}");
    bundle("noroot", config -> config.getAsJsonObject("root").addProperty("path", "/not/there"));
    bundle("noargs", CommandLineBundles::setArguments);
    bundle(
        "badmount",
        config ->
            config
                .getAsJsonArray("mounts")
                .add(
                    JsonParser.parseString(
                        "{\"destination\": \"/x\", \"type\": \"bind\", \"source\": \"/not/there\","
                            + " \"options\": [\"bind\"]}")));
    bundle(
        "badhook",
        config ->
            config.add(
                "hooks", JsonParser.parseString("{\"prestart\": [{\"path\": \"/bin/false\"}]}")));
  }
}
