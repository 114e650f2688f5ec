package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.engine.Davit;
import dev.davit.image.ImageStore;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import java.nio.file.Path;
import java.util.List;

/**
 * What the engine asks of the runtime for a container with default options: the configuration, and
 * an overlay. Tests of the runtime start it without the engine.
 *
 * @param json the configuration
 * @param layers the layers, the topmost first
 */
record DefaultContainer(String json, List<Path> layers) {

  /** The container of {@code davit run IMAGE /bin/true} with the shared busybox. */
  static DefaultContainer ofBusybox() {
    return of(SharedImages.busybox(), SharedImages.BUSYBOX, "/bin/true");
  }

  static DefaultContainer of(DavitCommand command, String image, String... program) {
    ImageStore store = ImageStore.open(command.root());
    Snapshot snapshot = store.snapshots().prepare("layers-of-interest", store.resolve(image));
    store.snapshots().remove("layers-of-interest");
    try (Davit davit = Davit.at(command.root(), command.state())) {
      Spec spec = davit.container(image).command(program).plan().spec();
      return new DefaultContainer(spec.toJson(), snapshot.lowerdirs());
    }
  }

  /** A request with a cgroup, a writable layer and a name of its own. */
  ContainerRequest request(String id, Stdio stdio) {
    JsonObject config = JsonParser.parseString(json).getAsJsonObject();
    // The engine's own files for name resolution belong to a container of the engine.
    JsonArray mounts = new JsonArray();
    for (JsonElement mount : config.getAsJsonArray("mounts")) {
      if (!mount.getAsJsonObject().get("destination").getAsString().startsWith("/etc/")) {
        mounts.add(mount);
      }
    }
    config.add("mounts", mounts);
    config
        .getAsJsonObject("linux")
        .addProperty("cgroupsPath", DavitCommand.CGROUP_PARENT + "/" + id);
    Path writable = Workspace.directory("writable");
    Path upper = writable.resolve("upper");
    Path work = writable.resolve("work");
    if (!upper.toFile().mkdir() || !work.toFile().mkdir()) {
      throw new IllegalStateException(writable + ": cannot make directories");
    }
    return ContainerRequest.of(
        new ContainerId(id),
        Spec.parse(config.toString()),
        new RootSource.Overlay(layers, upper, work),
        stdio);
  }
}
