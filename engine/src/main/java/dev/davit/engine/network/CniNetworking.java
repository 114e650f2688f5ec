package dev.davit.engine.network;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Networks made by plugins of the Container Network Interface (specification 0.3.1 to 1.1). What
 * was asked of the plugins is written to the cache before they are run, and their result after, so
 * that a later process can take back what they made with the configuration that they made it with.
 */
public final class CniNetworking implements Networking {

  private static final String INTERFACE = "eth0";
  private static final String SUFFIX = ".json";

  private final Path configurations;
  private final List<Path> plugins;
  private final Path cache;
  private final Optional<Fd> host;

  /**
   * Makes nothing yet.
   *
   * @param configurations the directory of network configurations
   * @param plugins directories of plugins
   * @param cache where results are kept
   * @param host the network namespace that is the host's; this thread's if absent
   */
  public CniNetworking(Path configurations, List<Path> plugins, Path cache, Optional<Path> host) {
    this.configurations = configurations;
    this.plugins = List.copyOf(plugins);
    this.cache = cache;
    try {
      Files.createDirectories(cache);
      this.host =
          host.isPresent() ? Optional.of(NetworkNamespace.open(host.get())) : Optional.empty();
    } catch (IOException e) {
      throw new NetworkException(cache + ": " + IoFailure.reason(e), e);
    } catch (ErrnoException e) {
      throw new NetworkException(host + ": " + e.getMessage(), e);
    }
  }

  private CniConfiguration configuration() {
    return CniConfiguration.first(configurations)
        .orElseThrow(
            () ->
                new NetworkException(configurations + ": no network configuration: put one there"));
  }

  @Override
  public List<String> attach(NetworkRequest request) {
    CniConfiguration network = configuration();
    write(request, network, Optional.empty());
    try {
      Optional<JsonObject> result = Optional.empty();
      for (JsonObject plugin : network.plugins()) {
        result = run("ADD", request, network, plugin, result).or(() -> Optional.empty());
      }
      JsonObject made =
          result.orElseThrow(() -> new NetworkException(network.name() + ": no result"));
      write(request, network, Optional.of(made));
      return addresses(made);
    } catch (RuntimeException e) {
      try {
        detach(request);
      } catch (RuntimeException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
  }

  private static List<String> addresses(JsonObject result) {
    List<String> addresses = new ArrayList<>();
    JsonElement ips = result.get("ips");
    if (ips != null && ips.isJsonArray()) {
      for (JsonElement ip : ips.getAsJsonArray()) {
        CniConfiguration.string(ip.getAsJsonObject(), "address")
            .map(a -> a.replaceAll("/.*", ""))
            .ifPresent(addresses::add);
      }
    }
    return addresses;
  }

  /**
   * Asks the plugins whether what they made is still as they made it.
   *
   * @throws NetworkException if it is not
   */
  public void check(NetworkRequest request) {
    Optional<JsonObject> entry = read(request.podId());
    if (entry.isPresent()) {
      CniConfiguration network = cached(entry.get());
      if (network.knows("CHECK")) {
        for (JsonObject plugin : network.plugins()) {
          run("CHECK", request, network, plugin, result(entry.get()));
        }
      }
    }
  }

  @Override
  public void detach(NetworkRequest request) {
    Optional<JsonObject> entry = read(request.podId());
    if (entry.isEmpty()) {
      return;
    }
    CniConfiguration network = cached(entry.get());
    NetworkRequest known = withPorts(request, entry.get());
    List<JsonObject> reversed = new ArrayList<>(network.plugins());
    Collections.reverse(reversed);
    for (JsonObject plugin : reversed) {
      run("DEL", known, network, plugin, result(entry.get()));
    }
    try {
      Files.deleteIfExists(file(request.podId()));
    } catch (IOException e) {
      throw new NetworkException(file(request.podId()) + ": " + IoFailure.reason(e), e);
    }
  }

  private static NetworkRequest withPorts(NetworkRequest request, JsonObject entry) {
    return new NetworkRequest(
        request.podId(),
        CniConfiguration.string(entry, "podName").orElse(request.name()),
        CniConfiguration.string(entry, "podNamespace").orElse(request.namespace()),
        CniConfiguration.string(entry, "podUid").orElse(request.uid()),
        request.netns(),
        request.ports(),
        request.bandwidth(),
        request.annotations());
  }

  private static CniConfiguration cached(JsonObject entry) {
    return CniConfiguration.parse(entry.getAsJsonObject("network").toString(), "cache");
  }

  private static Optional<JsonObject> result(JsonObject entry) {
    return Optional.ofNullable(entry.getAsJsonObject("result"));
  }

  private Optional<JsonObject> run(
      String command,
      NetworkRequest request,
      CniConfiguration network,
      JsonObject plugin,
      Optional<JsonObject> previous) {
    JsonObject input = input(network, plugin, previous);
    runtimeConfig(plugin, request).ifPresent(c -> input.add("runtimeConfig", c));
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

  private static JsonObject input(
      CniConfiguration network, JsonObject plugin, Optional<JsonObject> previous) {
    JsonObject input = plugin.deepCopy();
    input.addProperty("name", network.name());
    input.addProperty("cniVersion", network.version());
    input.remove("capabilities");
    previous.ifPresent(result -> input.add("prevResult", result));
    return input;
  }

  private Optional<JsonObject> execute(
      String command, JsonObject plugin, JsonObject input, Map<String, String> environment) {
    String type = CniConfiguration.string(plugin, "type").orElseThrow();
    Path program =
        plugins.stream()
            .map(directory -> directory.resolve(type))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(
                () -> new NetworkException("plugin " + type + ": not found in " + plugins));
    Map<String, String> all = new HashMap<>(environment);
    all.put("CNI_COMMAND", command);
    all.put("CNI_PATH", String.join(":", plugins.stream().map(Path::toString).toList()));
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
      throw new NetworkException("plugin " + type + ": " + command + ": " + why + details);
    }
    return answer;
  }

  private static Optional<JsonObject> object(String text) {
    try {
      JsonElement parsed = JsonParser.parseString(text);
      return parsed.isJsonObject() ? Optional.of(parsed.getAsJsonObject()) : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  /** What a plugin that declares a capability is told (CNI CONVENTIONS). */
  private static Optional<JsonObject> runtimeConfig(JsonObject plugin, NetworkRequest request) {
    JsonElement declared = plugin.get("capabilities");
    if (declared == null || !declared.isJsonObject()) {
      return Optional.empty();
    }
    JsonObject config = new JsonObject();
    if (wants(declared.getAsJsonObject(), "portMappings")) {
      JsonArray ports = new JsonArray();
      for (NetworkRequest.HostPort port : request.ports()) {
        JsonObject mapping = new JsonObject();
        mapping.addProperty("hostPort", port.hostPort());
        mapping.addProperty("containerPort", port.containerPort());
        mapping.addProperty("protocol", port.protocol());
        port.hostIp().ifPresent(ip -> mapping.addProperty("hostIP", ip));
        ports.add(mapping);
      }
      config.add("portMappings", ports);
    }
    NetworkRequest.Bandwidth limits = request.bandwidth();
    if (wants(declared.getAsJsonObject(), "bandwidth")
        && limits.ingressBits() + limits.egressBits() > 0) {
      config.add("bandwidth", bandwidth(limits));
    }
    return Optional.of(config);
  }

  private static boolean wants(JsonObject capabilities, String name) {
    return capabilities.has(name) && capabilities.get(name).getAsBoolean();
  }

  private static JsonObject bandwidth(NetworkRequest.Bandwidth limits) {
    JsonObject bandwidth = new JsonObject();
    if (limits.ingressBits() > 0) {
      bandwidth.addProperty("ingressRate", limits.ingressBits());
      bandwidth.addProperty("ingressBurst", burst(limits.ingressBits()));
    }
    if (limits.egressBits() > 0) {
      bandwidth.addProperty("egressRate", limits.egressBits());
      bandwidth.addProperty("egressBurst", burst(limits.egressBits()));
    }
    return bandwidth;
  }

  /** In bits: a hundredth of a second, and no less than a few packets. */
  private static long burst(long rate) {
    return Math.min(Integer.MAX_VALUE, Math.max(8L * 32 * 1024, rate / 100));
  }

  private Path file(String podId) {
    return cache.resolve(podId + SUFFIX);
  }

  private void write(
      NetworkRequest request, CniConfiguration network, Optional<JsonObject> result) {
    JsonObject entry = new JsonObject();
    entry.addProperty("podName", request.name());
    entry.addProperty("podNamespace", request.namespace());
    entry.addProperty("podUid", request.uid());
    entry.add("network", network.document());
    result.ifPresent(r -> entry.add("result", r));
    Path temporary = cache.resolve(request.podId() + ".new");
    try {
      Files.writeString(temporary, entry.toString());
      Files.move(temporary, file(request.podId()), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new NetworkException(temporary + ": " + IoFailure.reason(e), e);
    }
  }

  private Optional<JsonObject> read(String podId) {
    try {
      return object(Files.readString(file(podId)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void retain(Set<String> podIds) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(cache, "*" + SUFFIX)) {
      for (Path file : files) {
        String podId = file.getFileName().toString().replace(SUFFIX, "");
        if (!podIds.contains(podId)) {
          detach(
              new NetworkRequest(
                  podId,
                  "",
                  "",
                  "",
                  Optional.empty(),
                  List.of(),
                  new NetworkRequest.Bandwidth(0, 0),
                  Map.of()));
        }
      }
    } catch (IOException e) {
      throw new NetworkException(cache + ": " + IoFailure.reason(e), e);
    }
    collectGarbage(podIds);
  }

  /** Tells the plugins which attachments are still valid (specification 1.1, GC). */
  private void collectGarbage(Set<String> podIds) {
    Optional<CniConfiguration> network = CniConfiguration.first(configurations);
    if (network.isEmpty() || !network.get().knows("GC")) {
      return;
    }
    JsonArray valid = new JsonArray();
    for (String podId : podIds) {
      JsonObject attachment = new JsonObject();
      attachment.addProperty("containerID", podId);
      attachment.addProperty("ifname", INTERFACE);
      valid.add(attachment);
    }
    for (JsonObject plugin : network.get().plugins()) {
      JsonObject input = input(network.get(), plugin, Optional.empty());
      input.add("cni.dev/valid-attachments", valid);
      try {
        execute("GC", plugin, input, Map.of());
      } catch (NetworkException e) {
        // plugins of before 1.1 do not know the verb, and have nothing to collect
      }
    }
  }

  @Override
  public Optional<String> problem() {
    try {
      CniConfiguration network = configuration();
      for (JsonObject plugin : network.plugins()) {
        String type = CniConfiguration.string(plugin, "type").orElseThrow();
        if (plugins.stream().noneMatch(d -> Files.isExecutable(d.resolve(type)))) {
          return Optional.of("plugin " + type + ": not found in " + plugins);
        }
        if (network.knows("STATUS")) {
          execute("STATUS", plugin, input(network, plugin, Optional.empty()), Map.of());
        }
      }
      return Optional.empty();
    } catch (NetworkException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** A range of addresses is the plugins' own matter. */
  @Override
  public void changeRanges(List<String> ranges) {}

  @Override
  public void close() {
    host.ifPresent(Fd::close);
  }
}
