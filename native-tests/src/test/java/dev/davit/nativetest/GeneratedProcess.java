package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The process of a {@link GeneratedConfig}: who it is, what it may do and what it finds. */
final class GeneratedProcess {

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
          "CAP_SYS_ADMIN",
          "CAP_BPF",
          "CAP_CHECKPOINT_RESTORE");

  private final GeneratedConfig made;

  GeneratedProcess(GeneratedConfig made) {
    this.made = made;
  }

  void fill(JsonObject process) {
    process.addProperty("terminal", made.chance(10));
    if (process.get("terminal").getAsBoolean()
        && made.chance(50)
        && made.around().peer() == Peer.CRUN) {
      process.add("consoleSize", GeneratedConfig.json("{'height':33,'width':101}"));
    }
    process.addProperty("noNewPrivileges", made.chance(60));
    if (made.chance(40)) {
      process.addProperty("cwd", made.oneOf("/tmp", "/usr/bin", "/made/cwd", "/usr/../tmp/."));
    }
    process.add("env", environment());
    user(process);
    if (made.chance(90)) {
      capabilities(process);
    } else {
      process.remove("capabilities");
    }
    process.add("rlimits", limits());
    if (made.chance(30)) {
      process.addProperty("oomScoreAdj", 100 + made.number(800));
    }
    if (made.around().peer() == Peer.CRUN && made.chance(20)) {
      made.linux()
          .add(
              "personality",
              GeneratedConfig.json("{'domain':'" + made.oneOf("LINUX", "LINUX32") + "'}"));
    }
  }

  private JsonArray environment() {
    List<String> env = new ArrayList<>();
    if (made.chance(90)) {
      env.add(made.oneOf("PATH=/bin:/usr/bin:/sbin", "PATH=/nothing:/bin", "PATH=bin:/bin:."));
    }
    if (made.chance(30)) {
      env.add(made.oneOf("HOME=/tmp", "HOME=", "HOME=/not/there"));
    }
    for (int i = made.number(4); i > 0; i--) {
      env.add("V" + i + "=" + "x y=".repeat(made.number(3)));
    }
    if (made.chance(15)) {
      env.add("V1=again");
    }
    return GeneratedConfig.array(env);
  }

  private void user(JsonObject process) {
    if (made.chance(60)) {
      JsonObject user = new JsonObject();
      user.addProperty("uid", made.number(4) * 1000);
      user.addProperty("gid", made.number(3) * 500);
      if (made.chance(50)) {
        user.add(
            "additionalGids",
            GeneratedConfig.json(made.oneOf("[5,50,1001]", "[0]", "[1001,1001,5]", "[]")));
      }
      if (made.chance(50)) {
        user.addProperty("umask", made.oneOf(0, 027, 077));
      }
      process.add("user", user);
    }
  }

  private JsonArray limits() {
    JsonArray limits = new JsonArray();
    List<String> names =
        List.of(
            "NOFILE",
            "CORE",
            "STACK",
            "FSIZE",
            "MEMLOCK",
            "NPROC",
            "AS",
            "CPU",
            "DATA",
            "LOCKS",
            "MSGQUEUE",
            "NICE",
            "RSS",
            "RTPRIO",
            "RTTIME",
            "SIGPENDING");
    for (String name : made.some(names, 5)) {
      JsonObject limit = new JsonObject();
      limit.addProperty("type", "RLIMIT_" + name);
      switch (name) {
        case "NICE", "RTPRIO" -> both(limit, 0, 0);
        case "NPROC", "NOFILE" -> both(limit, 4000 + made.number(9), 8192);
        case "SIGPENDING", "MSGQUEUE" -> both(limit, 1024 + made.number(9), 2048);
        case "MEMLOCK" -> both(limit, 4096, 8192);
        default -> both(limit, (1L << 30) + made.number(9), 2L << 30);
      }
      limits.add(limit);
    }
    return limits;
  }

  private static void both(JsonObject limit, long soft, long hard) {
    limit.addProperty("soft", soft);
    limit.addProperty("hard", hard);
  }

  private void capabilities(JsonObject process) {
    List<String> bounding = made.some(CAPABILITIES, CAPABILITIES.size());
    List<String> permitted = new ArrayList<>(bounding);
    permitted.removeIf(name -> made.chance(20));
    List<String> effective = new ArrayList<>(permitted);
    effective.removeIf(name -> made.chance(10));
    List<String> inheritable = made.chance(30) ? permitted : List.of();
    JsonObject sets = new JsonObject();
    sets.add("bounding", GeneratedConfig.array(bounding));
    sets.add("permitted", GeneratedConfig.array(permitted));
    sets.add("effective", GeneratedConfig.array(effective));
    sets.add("inheritable", GeneratedConfig.array(inheritable));
    sets.add("ambient", GeneratedConfig.array(made.chance(50) ? inheritable : List.of()));
    process.add("capabilities", sets);
  }
}
