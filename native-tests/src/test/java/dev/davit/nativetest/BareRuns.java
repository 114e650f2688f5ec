package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.oci.DavitException;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs configurations in this JVM, on a root filesystem that is a directory of their own. */
final class BareRuns implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final Path state = Workspace.directory("bare").resolve("state");
  private final Runtime runtime = Runtime.open(state);
  private final Path root;

  BareRuns(Path root) {
    this.root = root;
  }

  Runtime runtime() {
    return runtime;
  }

  Path state() {
    return state;
  }

  /** What {@code runc spec} writes, with a script as the program. */
  static JsonObject config(String script) {
    try {
      Path file = RuncBundle.of(Ask.sh(script)).directory().resolve("config.json");
      JsonObject config = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      config.getAsJsonObject("root").addProperty("readonly", false);
      return config;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** An object or array of JSON; apostrophes serve as quotation marks. */
  static JsonElement json(String text) {
    return JsonParser.parseString(text.replace('\'', '"'));
  }

  /** Takes away what is mounted on a path, and on all below it. */
  static void unmount(JsonObject config, String path) {
    JsonArray kept = new JsonArray();
    for (JsonElement mount : config.getAsJsonArray("mounts")) {
      String destination = mount.getAsJsonObject().get("destination").getAsString();
      if (!destination.equals(path) && !destination.startsWith(path + "/")) {
        kept.add(mount);
      }
    }
    config.add("mounts", kept);
  }

  static void mount(JsonObject config, String mount) {
    config.getAsJsonArray("mounts").add(json(mount));
  }

  ContainerRequest request(JsonObject config, Stdio stdio) {
    String id = "bare-" + NEXT.incrementAndGet();
    JsonObject own = config.deepCopy();
    own.getAsJsonObject("linux").addProperty("cgroupsPath", DavitCommand.CGROUP_PARENT + "/" + id);
    return ContainerRequest.of(
        new ContainerId(id), Spec.parse(own.toString()), new RootSource.Directory(root), stdio);
  }

  /** Runs it to its end; gives its output and errors, or why it was refused. */
  String run(JsonObject config) throws InterruptedException, IOException {
    Container container;
    try {
      container = runtime.start(request(config, Stdio.pipes()));
    } catch (DavitException e) {
      return "refused: " + e.getMessage();
    }
    try {
      container.stdin().close();
      byte[] out = container.stdout().readAllBytes();
      byte[] err = container.stderr().readAllBytes();
      container.waitFor();
      return new String(out, StandardCharsets.UTF_8) + new String(err, StandardCharsets.UTF_8);
    } finally {
      container.delete();
    }
  }

  /** The lines of a run that was not refused. */
  static List<String> lines(String output) {
    return output.lines().toList();
  }

  @Override
  public void close() {
    runtime.entries().forEach(entry -> runtime.delete(entry.id(), true));
    runtime.close();
    Workspace.delete(state.getParent());
  }
}
