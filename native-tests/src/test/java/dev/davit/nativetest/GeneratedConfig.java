package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A configuration that another runtime understands as well, made from a number: the same number
 * gives the same configuration everywhere. What it may contain is what the other carries out.
 */
final class GeneratedConfig {

  private final Random random;
  private final JsonObject config;
  private final Surroundings around;

  /**
   * What configurations refer to.
   *
   * @param peer who has to understand it
   * @param base a configuration to begin with, as {@code runc spec} writes it
   * @param source a directory of the host for bind mounts, with a file, a directory, and a
   *     directory that everybody may write to
   * @param namespaces of the host, to be joined, by their types
   * @param disk the numbers of a disk that can be throttled; empty for none
   */
  record Surroundings(
      Peer peer, String base, Path source, Map<String, String> namespaces, Optional<int[]> disk) {}

  private GeneratedConfig(long seed, Surroundings around) {
    // neighbouring seeds give similar first numbers
    this.random = new Random(seed * 0x9e3779b97f4a7c15L);
    for (int i = 0; i < 16; i++) {
      random.nextInt();
    }
    this.config = JsonParser.parseString(around.base()).getAsJsonObject();
    this.around = around;
  }

  /** Makes one. */
  static JsonObject of(long seed, Surroundings around) {
    return new GeneratedConfig(seed, around).make();
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int number(int below) {
    return random.nextInt(below);
  }

  @SafeVarargs
  final <T> T oneOf(T... all) {
    return all[random.nextInt(all.length)];
  }

  <T> List<T> some(List<T> all, int most) {
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, random.nextInt(Math.min(most, all.size()) + 1));
  }

  /** JSON, with apostrophes for quotation marks. */
  static JsonElement json(String text) {
    return JsonParser.parseString(text.replace('\'', '"'));
  }

  static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  Surroundings around() {
    return around;
  }

  JsonObject linux() {
    return config.getAsJsonObject("linux");
  }

  boolean hasUserNamespace() {
    return linux().has("uidMappings");
  }

  /** Whether a new namespace of that type is made, which is the container's own. */
  boolean creates(String type) {
    for (JsonElement one : linux().getAsJsonArray("namespaces")) {
      JsonObject namespace = one.getAsJsonObject();
      if (namespace.get("type").getAsString().equals(type)) {
        return !namespace.has("path");
      }
    }
    return false;
  }

  private boolean has(String type) {
    return linux().getAsJsonArray("namespaces").toString().contains("\"" + type + "\"");
  }

  private JsonObject make() {
    config.getAsJsonObject("root").addProperty("readonly", chance(30));
    namespaces();
    config.remove("hostname");
    if (chance(60) && has("uts")) {
      config.addProperty("hostname", "box" + random.nextInt(1000));
      if (around.peer() == Peer.CRUN && chance(50)) {
        config.addProperty("domainname", "domain" + random.nextInt(1000));
      }
    }
    if (chance(30)) {
      config.add("annotations", json("{'org.example.key':'a value','x':''}"));
    }
    new GeneratedProcess(this).fill(config.getAsJsonObject("process"));
    new GeneratedMounts(this).fill(config.getAsJsonArray("mounts"));
    new GeneratedLinux(this).fill(linux());
    if (chance(20)) {
      hooks();
    }
    return config;
  }

  private void namespaces() {
    JsonArray all = new JsonArray();
    all.add(json("{'type':'mount'}"));
    boolean user = chance(25);
    for (String type : List.of("pid", "cgroup", "uts", "ipc", "network")) {
      // nothing of the host may be mounted from within a user namespace
      int which = user ? 50 : number(100);
      if (which < 80) {
        all.add(json("{'type':'" + type + "'}"));
      } else if (which < 92 && around.namespaces().containsKey(type)) {
        JsonObject joined = new JsonObject();
        joined.addProperty("type", type);
        joined.addProperty("path", around.namespaces().get(type));
        all.add(joined);
      }
    }
    linux().add("namespaces", all);
    if (user) {
      all.add(json("{'type':'user'}"));
      linux().add("uidMappings", maps());
      linux().add("gidMappings", maps());
    }
  }

  private JsonElement maps() {
    return chance(50)
        ? json("[{'containerID':0,'hostID':100000,'size':65536}]")
        : json(
            "[{'containerID':0,'hostID':100000,'size':1000},"
                + "{'containerID':1000,'hostID':201000,'size':4000},"
                + "{'containerID':5000,'hostID':105000,'size':1}]");
  }

  private void hooks() {
    JsonObject hooks = new JsonObject();
    for (String kind :
        List.of(
            "prestart",
            "createRuntime",
            "createContainer",
            "startContainer",
            "poststart",
            "poststop")) {
      if (chance(70)) {
        JsonObject hook = new JsonObject();
        hook.addProperty("path", "/bin/sh");
        String file =
            kind.equals("startContainer") ? "/hooks/trace" : around.source() + "/open/trace";
        String keeping = "echo " + kind + " $A $PATH $(cat) >> " + file;
        hook.add("args", array(List.of("sh", "-c", keeping)));
        hook.add("env", array(List.of("A=" + number(100), "PATH=/bin:/usr/bin")));
        JsonArray list = new JsonArray();
        list.add(hook);
        hooks.add(kind, list);
      }
    }
    config.add("hooks", hooks);
    JsonObject mount = new JsonObject();
    mount.addProperty("destination", "/hooks");
    mount.addProperty("type", "bind");
    mount.addProperty("source", around.source() + "/open");
    mount.add("options", array(List.of("bind")));
    config.getAsJsonArray("mounts").add(mount);
  }
}
