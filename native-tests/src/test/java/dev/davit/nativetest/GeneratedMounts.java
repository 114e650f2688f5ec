package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The mounts of a {@link GeneratedConfig}: types, flags, propagation, places that are made. */
final class GeneratedMounts {

  private static final List<String> FLAGS =
      List.of("ro", "nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime", "sync");
  private static final List<String> RECURSIVE = List.of("rro", "rnosuid", "rnodev", "rnoexec");

  private final GeneratedConfig made;
  private JsonArray mounts;

  GeneratedMounts(GeneratedConfig made) {
    this.made = made;
  }

  void fill(JsonArray all) {
    mounts = all;
    for (int i = 1; i <= 3; i++) {
      if (made.chance(45)) {
        temporary(i);
      }
      if (made.chance(45)) {
        bind(i);
      }
    }
    if (made.around().peer() == Peer.RUNC && made.chance(15)) {
      add("/made/proc", "proc", "proc", flags(3));
    }
    if (made.chance(15) && made.creates("ipc")) {
      add("/made/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev"));
    }
    if (made.chance(10) && !made.hasUserNamespace()) {
      add("/made/ram", "ramfs", "ramfs", List.of("nodev", "mode=750"));
    }
    if (made.chance(15)) {
      add(
          "/made/pts",
          "devpts",
          "devpts",
          List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"));
    }
    if (made.chance(30)) {
      add("/sys/fs/cgroup", "cgroup", "cgroup", List.of("nosuid", "noexec", "nodev", "relatime"));
      if (made.chance(70)) {
        mounts.get(mounts.size() - 1).getAsJsonObject().getAsJsonArray("options").add("ro");
      }
    }
  }

  private List<String> flags(int most) {
    List<String> flags = new ArrayList<>(made.some(FLAGS, most));
    flags.removeIf(o -> o.equals("relatime") && flags.contains("noatime"));
    return flags;
  }

  private void temporary(int i) {
    List<String> options = flags(4);
    options.add("size=" + (1 + made.number(4)) * 64 + "k");
    if (made.chance(70)) {
      options.add("mode=" + made.oneOf("755", "1777", "700"));
    }
    if (made.chance(20)) {
      options.add("nr_inodes=100");
    }
    propagation(options);
    add(made.chance(70) ? "/mnt" + i : "/made/deep/tmp" + i, "tmpfs", "tmpfs", options);
  }

  private void bind(int i) {
    boolean file = made.chance(30);
    List<String> options =
        made.hasUserNamespace() ? new ArrayList<>(made.some(FLAGS.subList(0, 4), 3)) : flags(3);
    options.remove("sync");
    options.add(0, made.chance(50) ? "bind" : "rbind");
    if (made.chance(20) && !file) {
      options.addAll(made.some(RECURSIVE, 2));
    }
    propagation(options);
    String place =
        file
            ? made.oneOf("/file", "/made/file")
            : made.oneOf("/bind", "/made/bind", "/made/deep/bind");
    add(
        place + i,
        made.oneOf("bind", "none", "bind"),
        made.around().source().resolve(file ? "file" : "directory").toString(),
        options);
  }

  private void propagation(List<String> options) {
    if (made.chance(40)) {
      options.add(
          made.oneOf("rprivate", "rslave", "private", "slave", "shared", "rshared", "unbindable"));
    }
  }

  private void add(String destination, String type, String source, List<String> options) {
    JsonObject mount = new JsonObject();
    mount.addProperty("destination", destination);
    mount.addProperty("type", type);
    mount.addProperty("source", source);
    mount.add("options", GeneratedConfig.array(options));
    mounts.add(mount);
  }
}
