package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An OCI bundle on a busybox, for {@code runc run}: its config.json is what {@code runc spec}
 * writes, with what was asked put in.
 */
record RuncBundle(Path directory, String id) {
  private static Path rootfs;

  static RuncBundle of(Ask ask) {
    Path directory = Workspace.directory("bundle");
    String id = Workspace.NAME + "-" + directory.getFileName();
    Tool.run("runc", "spec", "--bundle", directory.toString());
    try {
      Path file = directory.resolve("config.json");
      JsonObject config = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      fill(config, ask, id);
      Files.writeString(file, config.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RuncBundle(directory, id);
  }

  /** The command line that runs it to its end. */
  List<String> line() {
    return List.of(
        "runc",
        "--root",
        Workspace.shared("runc").toString(),
        "run",
        "--bundle",
        directory.toString(),
        id);
  }

  /** A busybox that all bundles of the run share; they write into it. */
  static synchronized Path rootfs() {
    if (rootfs == null) {
      rootfs = BusyboxRootfs.create(Workspace.directory("rootfs"));
    }
    return rootfs;
  }

  private static void fill(JsonObject config, Ask ask, String id) {
    JsonObject process = config.getAsJsonObject("process");
    process.addProperty("terminal", false);
    JsonArray args = new JsonArray();
    ask.command().forEach(args::add);
    process.add("args", args);
    JsonObject root = config.getAsJsonObject("root");
    root.addProperty("path", rootfs().toString());
    root.addProperty("readonly", ask.readOnly());
    ask.hostname().ifPresent(name -> config.addProperty("hostname", name));
    ask.binds().forEach(bind -> config.getAsJsonArray("mounts").add(mount(bind)));
    JsonObject linux = config.getAsJsonObject("linux");
    linux.addProperty("cgroupsPath", DavitCommand.CGROUP_PARENT + "/" + id);
    // runc spec of Debian asks for no cgroup namespace on a hybrid host.
    JsonObject cgroup = new JsonObject();
    cgroup.addProperty("type", "cgroup");
    JsonArray namespaces = linux.getAsJsonArray("namespaces");
    if (!namespaces.contains(cgroup)) {
      namespaces.add(cgroup);
    }
    linux.add("resources", resources(linux.getAsJsonObject("resources"), ask));
  }

  private static JsonObject mount(String bind) {
    String[] parts = bind.split(":");
    JsonObject mount = new JsonObject();
    mount.addProperty("source", parts[0]);
    mount.addProperty("destination", parts[1]);
    mount.addProperty("type", "bind");
    JsonArray options = new JsonArray();
    options.add("rbind");
    options.add("rprivate");
    options.add(parts.length > 2 ? parts[2] : "rw");
    mount.add("options", options);
    return mount;
  }

  private static JsonObject resources(JsonObject resources, Ask ask) {
    ask.memoryBytes()
        .ifPresent(
            bytes -> {
              JsonObject memory = new JsonObject();
              memory.addProperty("limit", bytes);
              resources.add("memory", memory);
            });
    ask.cpus()
        .ifPresent(
            n -> {
              JsonObject cpu = new JsonObject();
              cpu.addProperty("quota", Math.round(n * 100_000));
              cpu.addProperty("period", 100_000);
              resources.add("cpu", cpu);
            });
    ask.pids()
        .ifPresent(
            n -> {
              JsonObject pids = new JsonObject();
              pids.addProperty("limit", n);
              resources.add("pids", pids);
            });
    return resources;
  }
}
