package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A configuration that other runtimes understand as well, made from a number: the same number gives
 * the same configuration everywhere. What it may contain is what runc 1.1 carries out.
 */
final class GeneratedConfig {

  private static final List<String> CAPABILITIES =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_FOWNER",
          "CAP_KILL",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_NET_BIND_SERVICE",
          "CAP_SYS_CHROOT",
          "CAP_MKNOD",
          "CAP_AUDIT_WRITE",
          "CAP_SETFCAP",
          "CAP_NET_ADMIN",
          "CAP_SYS_PTRACE",
          "CAP_SYS_ADMIN");

  private static final List<String> FLAGS =
      List.of("ro", "nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime");

  private final Random random;
  private final JsonObject config;
  private final Path source;

  private GeneratedConfig(long seed, String base, Path source) {
    // neighbouring seeds give similar first numbers
    this.random = new Random(seed * 0x9e3779b97f4a7c15L);
    for (int i = 0; i < 16; i++) {
      random.nextInt();
    }
    this.config = JsonParser.parseString(base).getAsJsonObject();
    this.source = source;
  }

  /**
   * Makes one.
   *
   * @param base what {@code runc spec} writes
   * @param source a directory of the host for bind mounts, with a file and a directory in it
   */
  static JsonObject of(long seed, String base, Path source) {
    return new GeneratedConfig(seed, base, source).make();
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private static JsonElement json(String text) {
    return JsonParser.parseString(text.replace('\'', '"'));
  }

  private <T> List<T> some(List<T> all, int most) {
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, random.nextInt(Math.min(most, all.size()) + 1));
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private JsonObject make() {
    JsonObject linux = config.getAsJsonObject("linux");
    config.getAsJsonObject("root").addProperty("readonly", chance(30));
    if (chance(60)) {
      config.addProperty("hostname", "box" + random.nextInt(1000));
    }
    namespaces(linux);
    process(config.getAsJsonObject("process"));
    mounts(config.getAsJsonArray("mounts"));
    linux(linux);
    return config;
  }

  private void namespaces(JsonObject linux) {
    JsonArray all = new JsonArray();
    all.add(json("{'type':'mount'}"));
    all.add(json("{'type':'pid'}"));
    all.add(json("{'type':'cgroup'}"));
    all.add(json("{'type':'uts'}"));
    all.add(json("{'type':'ipc'}"));
    all.add(json("{'type':'network'}"));
    if (chance(20)) {
      all.add(json("{'type':'user'}"));
      JsonElement maps = json("[{'containerID':0,'hostID':100000,'size':65536}]");
      linux.add("uidMappings", maps);
      linux.add("gidMappings", maps);
    }
    linux.add("namespaces", all);
  }

  private boolean hasUserNamespace() {
    return config.getAsJsonObject("linux").has("uidMappings");
  }

  private void process(JsonObject process) {
    process.addProperty("terminal", false);
    process.addProperty("noNewPrivileges", chance(60));
    if (chance(40)) {
      process.addProperty("cwd", chance(50) ? "/tmp" : "/usr/bin");
    }
    JsonArray env = process.getAsJsonArray("env");
    for (int i = random.nextInt(4); i > 0; i--) {
      env.add("V" + i + "=" + "x y=".repeat(random.nextInt(3)));
    }
    if (chance(50)) {
      JsonObject user = new JsonObject();
      user.addProperty("uid", random.nextInt(3) * 1000);
      user.addProperty("gid", random.nextInt(3) * 500);
      if (chance(50)) {
        user.add("additionalGids", json("[5,50,1001]"));
      }
      if (chance(50)) {
        user.addProperty("umask", new int[] {0, 027, 077}[random.nextInt(3)]);
      }
      process.add("user", user);
    }
    capabilities(process);
    JsonArray limits = new JsonArray();
    for (String name : some(List.of("NOFILE", "CORE", "STACK", "FSIZE", "MEMLOCK", "NPROC"), 3)) {
      JsonObject limit = new JsonObject();
      limit.addProperty("type", "RLIMIT_" + name);
      limit.addProperty("soft", name.equals("NPROC") ? 4000 : 4_194_304 / 1024 + random.nextInt(9));
      limit.addProperty("hard", 8192);
      if (name.equals("STACK") || name.equals("FSIZE")) {
        limit.addProperty("soft", 8 << 20);
        limit.addProperty("hard", 16 << 20);
      }
      limits.add(limit);
    }
    process.add("rlimits", limits);
    if (chance(30)) {
      process.addProperty("oomScoreAdj", 100 + random.nextInt(800));
    }
  }

  private void capabilities(JsonObject process) {
    List<String> bounding = some(CAPABILITIES, CAPABILITIES.size());
    List<String> permitted = new ArrayList<>(bounding);
    permitted.removeIf(name -> chance(20));
    List<String> inheritable = chance(30) ? permitted : List.of();
    JsonObject sets = new JsonObject();
    sets.add("bounding", array(bounding));
    sets.add("permitted", array(permitted));
    sets.add("effective", array(permitted));
    sets.add("inheritable", array(inheritable));
    sets.add("ambient", array(chance(50) ? inheritable : List.of()));
    process.add("capabilities", sets);
  }

  private void mounts(JsonArray mounts) {
    for (int i = 1; i <= 3; i++) {
      if (chance(45)) {
        JsonObject mount = new JsonObject();
        mount.addProperty("destination", "/mnt" + i);
        mount.addProperty("type", "tmpfs");
        mount.addProperty("source", "tmpfs");
        List<String> options = new ArrayList<>(some(FLAGS, 4));
        options.removeIf(o -> o.equals("relatime") && options.contains("noatime"));
        options.add("size=" + (1 + random.nextInt(4)) * 64 + "k");
        options.add("mode=" + new String[] {"755", "1777", "700"}[random.nextInt(3)]);
        mount.add("options", array(options));
        mounts.add(mount);
      }
      if (chance(45)) {
        JsonObject mount = new JsonObject();
        boolean file = chance(30);
        mount.addProperty("destination", (file ? "/file" : "/bind") + i);
        mount.addProperty("type", "bind");
        mount.addProperty("source", source.resolve(file ? "file" : "directory").toString());
        List<String> options =
            new ArrayList<>(some(FLAGS.subList(0, hasUserNamespace() ? 4 : 5), 3));
        options.add(0, chance(50) ? "bind" : "rbind");
        if (chance(40)) {
          options.add(chance(50) ? "rprivate" : "rslave");
        }
        mount.add("options", array(options));
        mounts.add(mount);
      }
    }
  }

  private void linux(JsonObject linux) {
    if (chance(30)) {
      linux.add("maskedPaths", array(some(List.of("/proc/kcore", "/proc/cpuinfo", "/sys/fs"), 3)));
    }
    if (chance(30)) {
      linux.add("readonlyPaths", array(some(List.of("/proc/sys", "/proc/fs", "/tmp", "/etc"), 4)));
    }
    if (chance(40) && !hasUserNamespace()) {
      linux.add(
          "devices",
          json(
              "[{'path':'/dev/fuse','type':'c','major':10,'minor':229,'fileMode':432,'gid':50},"
                  + "{'path':'/dev/deep/pipe','type':'p','fileMode':384}]"));
    }
    if (chance(40)) {
      linux.add(
          "sysctl",
          json("{'net.ipv4.ip_forward':'1','kernel.shmmax':'1048576','kernel.domainname':'dom'}"));
      if (random.nextBoolean()) {
        linux.getAsJsonObject("sysctl").remove("kernel.shmmax");
      }
      linux.getAsJsonObject("sysctl").remove("kernel.domainname");
    }
    if (chance(25)) {
      linux.addProperty(
          "rootfsPropagation",
          new String[] {"private", "rprivate", "slave", "rslave"}[random.nextInt(4)]);
    }
    if (chance(40)) {
      linux.add(
          "seccomp",
          json(
              "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['acct','swapon'],"
                  + "'action':'SCMP_ACT_ERRNO'}]}"));
    }
    JsonObject resources = linux.getAsJsonObject("resources");
    if (chance(50)) {
      resources.add("memory", json("{'limit':" + (64 + random.nextInt(64)) * 1048576 + "}"));
    }
    if (chance(50)) {
      resources.add(
          "cpu",
          json(
              "{'shares':"
                  + (2 + random.nextInt(2000))
                  + ",'quota':"
                  + (20000 + 1000 * random.nextInt(50))
                  + ",'period':100000}"));
    }
    if (chance(50)) {
      resources.add("pids", json("{'limit':" + (20 + random.nextInt(50)) + "}"));
    }
  }
}
