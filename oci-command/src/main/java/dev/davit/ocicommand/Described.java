package dev.davit.ocicommand;

import com.google.gson.JsonObject;
import dev.davit.oci.runtime.Defaults;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A container as {@code state} and {@code list} show it (runtime-spec, runtime.md, "State"). */
final class Described {

  private final ContainerState state;

  Described(ContainerState state) {
    this.state = state;
  }

  /** The status, {@code paused} among them. */
  String status() {
    return state.process().isPresent() && isFrozen() ? "paused" : state.status();
  }

  /**
   * Read as a plain file: all that {@code state} and {@code list} need to know of cgroups, which is
   * not worth the native library that everything else about them takes.
   */
  private boolean isFrozen() {
    if (state.description().cgroup().isEmpty()) {
      return false;
    }
    try {
      CgroupLayout layout = CgroupLayout.read();
      if (layout.unified().isPresent()) {
        Path file = layout.unified().get().directory(state.description().cgroup().get());
        return Files.readString(file.resolve("cgroup.freeze")).strip().equals("1");
      }
      Path file = layout.v1().get("freezer").directory(state.description().cgroup().get());
      return !Files.readString(file.resolve("freezer.state")).strip().equals("THAWED");
    } catch (IOException | NullPointerException e) {
      return false;
    }
  }

  int pid() {
    return state.process().map(ProcessIdentity::pid).orElse(0);
  }

  String bundle() {
    return state.description().bundle().map(Path::toString).orElse("");
  }

  String created() {
    return state.description().created().toString();
  }

  String owner() {
    return state.description().labels().getOrDefault(Bundle.OWNER, "root");
  }

  /**
   * All of it.
   *
   * @param owner who created it; {@code list} tells, and {@code state} does not, as runc's
   */
  JsonObject json(String owner) {
    ContainerDescription description = state.description();
    JsonObject out = new JsonObject();
    out.addProperty("ociVersion", Defaults.OCI_VERSION);
    out.addProperty("id", state.id().value());
    out.addProperty("pid", pid());
    out.addProperty("status", status());
    out.addProperty("bundle", bundle());
    out.addProperty("rootfs", description.labels().getOrDefault(Bundle.ROOTFS, ""));
    out.addProperty("created", created());
    if (!description.annotations().isEmpty()) {
      JsonObject annotations = new JsonObject();
      for (Map.Entry<String, String> entry : description.annotations().entrySet()) {
        annotations.addProperty(entry.getKey(), entry.getValue());
      }
      out.add("annotations", annotations);
    }
    out.addProperty("owner", owner);
    return out;
  }
}
