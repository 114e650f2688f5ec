package dev.davit.runtime;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Root;
import dev.davit.oci.runtime.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Configurations as other tools write them by default. */
public final class Specs {

  private static final List<String> CAPABILITIES =
      List.of("CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE");

  private Specs() {}

  /** What {@code runc spec} writes, without a terminal, for a command. */
  public static Spec runc(String... args) {
    Process process =
        Process.of(
                List.of(args),
                List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                "/")
            .withCapabilities(Capabilities.of(CAPABILITIES))
            .withNoNewPrivileges(true);
    return new Spec(
        "1.0.2",
        Optional.of(Root.of("rootfs", false)),
        Optional.of(process),
        Optional.of("box"),
        Optional.empty(),
        mounts(),
        Optional.empty(),
        Map.of(),
        Optional.of(linux()),
        Map.of());
  }

  /** A configuration with some fields changed by a JSON merge patch (RFC 7396). */
  public static Spec patched(Spec spec, String patch) {
    JsonObject document = JsonParser.parseString(spec.toJson()).getAsJsonObject();
    merge(document, JsonParser.parseString(patch.replace('\'', '"')).getAsJsonObject());
    return Spec.parse(document.toString());
  }

  private static void merge(JsonObject target, JsonObject patch) {
    for (Map.Entry<String, JsonElement> entry : patch.entrySet()) {
      JsonElement value = entry.getValue();
      if (value.isJsonNull()) {
        target.remove(entry.getKey());
      } else if (value.isJsonObject()
          && target.has(entry.getKey())
          && target.get(entry.getKey()).isJsonObject()) {
        merge(target.getAsJsonObject(entry.getKey()), value.getAsJsonObject());
      } else {
        target.add(entry.getKey(), value);
      }
    }
  }

  private static List<Mount> mounts() {
    return List.of(
        Mount.of("/proc", "proc", "proc", List.of()),
        Mount.of(
            "/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
        Mount.of(
            "/dev/pts",
            "devpts",
            "devpts",
            List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")),
        Mount.of(
            "/dev/shm",
            "tmpfs",
            "shm",
            List.of("nosuid", "noexec", "nodev", "mode=1777", "size=65536k")),
        Mount.of("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
        Mount.of("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro")),
        Mount.of(
            "/sys/fs/cgroup",
            "cgroup",
            "cgroup",
            List.of("nosuid", "noexec", "nodev", "relatime", "ro")));
  }

  private static Linux linux() {
    List<Namespace> namespaces =
        Stream.of(
                NamespaceType.PID,
                NamespaceType.NETWORK,
                NamespaceType.IPC,
                NamespaceType.UTS,
                NamespaceType.MOUNT,
                NamespaceType.CGROUP)
            .map(Namespace::created)
            .toList();
    return Linux.empty()
        .withNamespaces(namespaces)
        .withMaskedPaths(
            List.of(
                "/proc/acpi",
                "/proc/asound",
                "/proc/kcore",
                "/proc/keys",
                "/proc/latency_stats",
                "/proc/timer_list",
                "/proc/timer_stats",
                "/proc/sched_debug",
                "/sys/firmware",
                "/proc/scsi"))
        .withReadonlyPaths(
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"));
  }
}
