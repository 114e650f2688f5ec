package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** The Linux part of a {@link GeneratedConfig}: paths, devices, kernel settings, limits. */
final class GeneratedLinux {

  private final GeneratedConfig made;

  GeneratedLinux(GeneratedConfig made) {
    this.made = made;
  }

  void fill(JsonObject linux) {
    if (made.chance(30)) {
      linux.add(
          "maskedPaths",
          GeneratedConfig.array(
              made.some(
                  List.of("/proc/kcore", "/proc/cpuinfo", "/sys/fs", "/not/there", "/usr/bin"),
                  4)));
    }
    if (made.chance(30)) {
      linux.add(
          "readonlyPaths",
          GeneratedConfig.array(
              made.some(List.of("/proc/sys", "/proc/fs", "/tmp", "/etc", "/not/there"), 4)));
    }
    if (made.chance(40) && !made.hasUserNamespace()) {
      linux.add(
          "devices",
          GeneratedConfig.json(
              "[{'path':'/dev/fuse','type':'c','major':10,'minor':229,'fileMode':432,'gid':50},"
                  + "{'path':'/dev/loops','type':'b','major':7,'minor':9,'uid':1000},"
                  + "{'path':'/dev/also/null','type':'u','major':1,'minor':3,'fileMode':438},"
                  + "{'path':'/dev/deep/pipe','type':'p','fileMode':384}]"));
    }
    sysctl(linux);
    if (made.chance(35)) {
      linux.addProperty(
          "rootfsPropagation", made.oneOf("private", "rprivate", "slave", "rslave", "shared"));
    }
    if (made.chance(40)) {
      linux.add("seccomp", GeneratedConfig.json(seccomp()));
    }
    resources(linux.getAsJsonObject("resources"));
  }

  private void sysctl(JsonObject linux) {
    JsonObject sysctl = new JsonObject();
    if (made.chance(30) && made.creates("network")) {
      sysctl.addProperty("net.ipv4.ip_forward", "1");
      sysctl.addProperty(made.oneOf("net.core.somaxconn", "net/core/somaxconn"), "77");
    }
    if (made.chance(30) && made.creates("ipc") && !made.hasUserNamespace()) {
      sysctl.addProperty("kernel.shmmax", "1048576");
      sysctl.addProperty("kernel.sem", "32000 1024000000 500 32000");
      sysctl.addProperty("fs.mqueue.msg_max", "20");
    }
    if (!sysctl.isEmpty()) {
      linux.add("sysctl", sysctl);
    }
  }

  private String seccomp() {
    String architectures = made.oneOf("", "'architectures':['SCMP_ARCH_X86_64','SCMP_ARCH_X86'],");
    String rule =
        made.oneOf(
            "{'names':['acct','swapon','mkdir','mkdirat'],'action':'SCMP_ACT_ERRNO'}",
            "{'names':['mkdir','mkdirat','there_is_no_such_call'],'action':'SCMP_ACT_ERRNO',"
                + "'errnoRet':38}",
            "{'names':['kill'],'action':'SCMP_ACT_ERRNO','errnoRet':95,"
                + "'args':[{'index':1,'value':12,'op':'SCMP_CMP_EQ'}]}",
            "{'names':['kill'],'action':'SCMP_ACT_ERRNO','errnoRet':95,"
                + "'args':[{'index':1,'value':15,'valueTwo':12,'op':'SCMP_CMP_MASKED_EQ'}]}",
            "{'names':['chmod','fchmodat'],'action':'SCMP_ACT_LOG'}");
    return "{'defaultAction':'SCMP_ACT_ALLOW'," + architectures + "'syscalls':[" + rule + "]}";
  }

  private void resources(JsonObject resources) {
    if (made.chance(50)) {
      JsonObject memory = new JsonObject();
      long limit = (64L + made.number(64)) << 20;
      memory.addProperty("limit", limit);
      if (made.chance(40)) {
        memory.addProperty("reservation", limit / 2);
      }
      if (made.chance(30)) {
        memory.addProperty("swappiness", made.number(100));
      }
      if (made.chance(20)) {
        memory.addProperty("disableOOMKiller", true);
      }
      resources.add("memory", memory);
    }
    if (made.chance(60)) {
      JsonObject cpu = new JsonObject();
      if (made.chance(60)) {
        cpu.addProperty("shares", 2 + made.number(2000));
      }
      if (made.chance(50)) {
        cpu.addProperty("quota", 20000 + 1000 * made.number(50));
        cpu.addProperty("period", made.oneOf(50000, 100000));
      }
      if (made.chance(30)) {
        cpu.addProperty("cpus", made.oneOf("0", "0-1"));
        cpu.addProperty("mems", "0");
      }
      resources.add("cpu", cpu);
    }
    if (made.chance(50)) {
      resources.add("pids", GeneratedConfig.json("{'limit':" + (30 + made.number(50)) + "}"));
    }
    // crun cannot make the devices that its rules keep from the container
    boolean makeable = made.around().peer() == Peer.RUNC || !made.linux().has("devices");
    if (made.chance(25) && makeable) {
      resources.add(
          "devices",
          GeneratedConfig.json(
              made.oneOf(
                  "[{'allow':false,'access':'rwm'}]",
                  "[{'allow':true,'access':'rwm'}]",
                  "[{'allow':false,'access':'rwm'},"
                      + "{'allow':true,'type':'c','major':10,'minor':229,'access':'r'}]",
                  "[{'allow':true,'access':'rwm'},"
                      + "{'allow':false,'type':'c','major':10,'minor':229,'access':'rwm'}]")));
    }
    if (made.chance(25) && made.around().disk().isPresent()) {
      resources.add("blockIO", blockIo(made.around().disk().get()));
    }
  }

  private JsonObject blockIo(int[] disk) {
    JsonObject blockIo = new JsonObject();
    for (String name : made.some(List.of("ReadBps", "WriteBps", "ReadIOPS", "WriteIOPS"), 3)) {
      JsonObject throttle = new JsonObject();
      throttle.addProperty("major", disk[0]);
      throttle.addProperty("minor", disk[1]);
      throttle.addProperty("rate", 1_000_000 + made.number(1000));
      JsonArray list = new JsonArray();
      list.add(throttle);
      blockIo.add("throttle" + name + "Device", list);
    }
    return blockIo;
  }
}
