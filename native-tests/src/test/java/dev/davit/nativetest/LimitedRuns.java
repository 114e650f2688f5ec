package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.oci.runtime.Resources;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.host.HostProbe;
import dev.davit.runtime.state.ContainerId;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/** Starts containers with limits in this JVM, each in a cgroup below Davit's own parent. */
final class LimitedRuns implements AutoCloseable {
  private static final String SPEC =
      """
      {ociVersion: '1.3.0', root: {path: rootfs}, hostname: limited,
       process: {user: {uid: 0, gid: 0}, cwd: '/', args: [], env: ['PATH=/bin:/sbin:/usr/bin:/usr/sbin'], noNewPrivileges: true},
       mounts: [
         {destination: '/proc', type: proc, source: proc},
         {destination: '/dev', type: tmpfs, source: tmpfs, options: [nosuid, 'mode=755']},
         {destination: '/dev/shm', type: tmpfs, source: shm, options: ['size=256m']}],
       linux: {
         namespaces: [{type: pid}, {type: mount}, {type: ipc}, {type: uts}, {type: cgroup}],
         devices: [], resources: {}}}
      """;

  private static final Consumer<JsonObject> NO_CHANGE = spec -> {};

  private static int count;

  private final Runtime runtime;
  private final Deque<Runnable> undo = new ConcurrentLinkedDeque<>();

  private LimitedRuns(Host host) {
    runtime = Runtime.open(Workspace.directory("limited").resolve("state"), host);
    undo.push(runtime::close);
  }

  static LimitedRuns open() {
    return open(HostProbe.host());
  }

  static LimitedRuns open(Host host) {
    return new LimitedRuns(host);
  }

  static CgroupLayout layout() {
    return HostProbe.host().cgroups();
  }

  /** Whether the controller is on cgroup v2 here. */
  static boolean unified(String controller) {
    return layout().onUnified(controller);
  }

  /** The {@code linux.resources} of an OCI configuration; quotes may be left out. */
  static Resources resources(String json) {
    return spec(json, NO_CHANGE, "").linux().orElseThrow().resources().orElseThrow();
  }

  /** A new name for a cgroup or container that says whose it is. */
  static synchronized String name(String word) {
    count++;
    return Workspace.NAME + "-" + word + "-" + count;
  }

  /** A container that runs the script with these {@code linux.resources}. */
  Limited start(String resources, String script) {
    return start(CgroupPath.DAVIT, resources, NO_CHANGE, script);
  }

  /** The same in a cgroup below that one. */
  Limited startBelow(Cgroup parent, String resources, String script) {
    return start(parent.path(), resources, NO_CHANGE, script);
  }

  /** The same with one more entry of {@code linux.devices}. */
  Limited startWithDevice(String device, String resources, String script) {
    return start(CgroupPath.DAVIT, resources, withDevice(device), script);
  }

  /** The same in a cgroup below that one. */
  Limited startWithDeviceBelow(Cgroup parent, String device, String resources, String script) {
    return start(parent.path(), resources, withDevice(device), script);
  }

  /** The same with one more of {@code mounts}. */
  Limited startWithMount(String mount, String resources, String script) {
    return start(
        CgroupPath.DAVIT,
        resources,
        spec -> spec.getAsJsonArray("mounts").add(object(mount)),
        script);
  }

  private static Consumer<JsonObject> withDevice(String device) {
    return spec -> spec.getAsJsonObject("linux").getAsJsonArray("devices").add(object(device));
  }

  private Limited start(
      CgroupPath parent, String resources, Consumer<JsonObject> change, String script) {
    String name = name("limited");
    return startAt(parent.value() + "/" + name, name, resources, change, script);
  }

  /** The same in a scope of systemd. */
  Limited startInScope(String slice, String resources, String script) {
    return startInScope(slice, spec -> {}, resources, script);
  }

  /** The same with one more entry of {@code linux.devices}. */
  Limited startInScopeWithDevice(String slice, String device, String resources, String script) {
    return startInScope(slice, withDevice(device), resources, script);
  }

  private Limited startInScope(
      String slice, Consumer<JsonObject> change, String resources, String script) {
    String name = name("limited");
    return startAt(slice + ":davit:" + name, name, resources, change, script);
  }

  private Limited startAt(
      String path, String name, String resources, Consumer<JsonObject> change, String script) {
    Spec spec = spec(resources, change, script);
    spec = spec.withLinux(spec.linux().orElseThrow().withCgroupsPath(path));
    Container container =
        runtime.start(
            ContainerRequest.of(
                new ContainerId(name),
                spec,
                new RootSource.Directory(RuncBundle.rootfs()),
                Stdio.pipes()));
    undo.push(container::delete);
    return new Limited(
        container, Cgroup.open(layout(), CgroupPath.ofSpec(Optional.of(path), name)));
  }

  /** A cgroup without processes, such as a pod's. */
  Cgroup group(String resources) {
    return group(CgroupPath.DAVIT.value() + "/" + name("pod"), resources);
  }

  /**
   * A cgroup that gets processor time before what else runs on this machine. On v1 it is at the
   * top, where everything else is too; a machine with cgroup v2 alone is taken for an idle one.
   */
  Cgroup preferredGroup(String resources) {
    return LimitedRuns.unified("cpu")
        ? group("cpu: {" + resources + "}")
        : group(
            "/" + name("pod"),
            "cpu: {shares: 262144" + resources.replaceFirst("^(?=.)", ",") + "}");
  }

  private Cgroup group(String path, String resources) {
    Cgroup cgroup =
        Cgroup.create(layout(), CgroupPath.ofSpec(Optional.of(path), "pod"), resources(resources));
    // opened anew, because a container in it may have needed it in more hierarchies
    undo.push(() -> Cgroup.open(layout(), cgroup.path()).remove());
    return cgroup;
  }

  private static Spec spec(String resources, Consumer<JsonObject> change, String script) {
    JsonObject spec = JsonParser.parseString(SPEC).getAsJsonObject();
    JsonArray args = spec.getAsJsonObject("process").getAsJsonArray("args");
    args.add("/bin/sh");
    args.add("-c");
    args.add(script);
    JsonObject linux = spec.getAsJsonObject("linux");
    linux.add("resources", object(resources));
    change.accept(spec);
    return Spec.parse(spec.toString());
  }

  private static JsonObject object(String members) {
    return JsonParser.parseString("{" + members + "}").getAsJsonObject();
  }

  /** Where v2 keeps that cgroup. */
  static Path unifiedDirectory(Cgroup cgroup) {
    return cgroup.directory().orElseThrow();
  }

  /** Ends all containers and removes their cgroups, the last first. */
  @Override
  public void close() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }
}
