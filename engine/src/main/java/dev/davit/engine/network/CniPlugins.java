package dev.davit.engine.network;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.linux.Fd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The programs of the Container Network Interface: how one is found, asked and understood (CNI
 * specification, section 2).
 *
 * @param directories where they are
 * @param host the network namespace that is the host's; this thread's if absent
 */
record CniPlugins(List<Path> directories, Optional<Fd> host) {

  /** The name of the interface in a pod. */
  static final String INTERFACE = "eth0";

  CniPlugins {
    directories = List.copyOf(directories);
  }

  /**
   * Where a plugin is.
   *
   * @throws NetworkException if it is nowhere
   */
  Path find(JsonObject plugin) {
    String type = CniConfiguration.string(plugin, "type").orElseThrow();
    return directories.stream()
        .map(directory -> directory.resolve(type))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new NetworkException(
                    "plugin " + type + ": not found in " + directories + ": install it there"));
  }

  /**
   * Asks one about a pod.
   *
   * @param command {@code ADD}, {@code DEL} or {@code CHECK}
   * @param capabilities all that plugins may be told of the pod
   * @param previous what the plugins before it, or all of them at the time, have answered
   * @return its answer, if it gave one
   * @throws NetworkException if it refuses
   */
  Optional<JsonObject> ask(
      String command,
      NetworkRequest request,
      CniConfiguration network,
      JsonObject plugin,
      JsonObject capabilities,
      Optional<JsonObject> previous) {
    JsonObject input = input(network, plugin);
    previous.ifPresent(result -> input.add("prevResult", result));
    CniCapabilities.declared(plugin, capabilities).ifPresent(c -> input.add("runtimeConfig", c));
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_CONTAINERID", request.podId());
    environment.put("CNI_NETNS", request.netns().map(Path::toString).orElse(""));
    environment.put("CNI_IFNAME", INTERFACE);
    environment.put(
        "CNI_ARGS",
        "IgnoreUnknown=1;K8S_POD_NAMESPACE="
            + request.namespace()
            + ";K8S_POD_NAME="
            + request.name()
            + ";K8S_POD_INFRA_CONTAINER_ID="
            + request.podId()
            + ";K8S_POD_UID="
            + request.uid());
    return execute(command, plugin, input, environment);
  }

  /** What every verb is given. */
  static JsonObject input(CniConfiguration network, JsonObject plugin) {
    JsonObject input = plugin.deepCopy();
    input.addProperty("name", network.name());
    input.addProperty("cniVersion", network.version());
    input.remove("capabilities");
    return input;
  }

  /**
   * Runs one.
   *
   * @throws NetworkException with what it says, if it refuses
   */
  Optional<JsonObject> execute(
      String command, JsonObject plugin, JsonObject input, Map<String, String> environment) {
    Path program = find(plugin);
    Map<String, String> all = new HashMap<>(environment);
    all.put("CNI_COMMAND", command);
    all.put("CNI_PATH", String.join(":", directories.stream().map(Path::toString).toList()));
    all.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    HostProgram.Result result = HostProgram.run(program, List.of(), all, input.toString(), host);
    Optional<JsonObject> answer = object(result.output());
    if (result.exitCode() != 0) {
      String why =
          answer
              .flatMap(a -> CniConfiguration.string(a, "msg"))
              .orElse((result.output() + " " + result.errors()).strip());
      String details =
          answer.flatMap(a -> CniConfiguration.string(a, "details")).map(d -> ": " + d).orElse("");
      throw new NetworkException(
          "plugin " + program.getFileName() + ": " + command + ": " + why + details);
    }
    return answer;
  }

  /** A text that is a JSON object. */
  static Optional<JsonObject> object(String text) {
    try {
      JsonElement parsed = JsonParser.parseString(text);
      return parsed.isJsonObject() ? Optional.of(parsed.getAsJsonObject()) : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }
}
