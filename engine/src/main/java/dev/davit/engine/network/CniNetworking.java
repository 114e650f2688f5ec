package dev.davit.engine.network;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.netlink.NetworkNamespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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

  private final Path configurations;
  private final CniPlugins plugins;
  private final CniCache cache;
  private volatile List<String> ranges = List.of();

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
    this.cache = new CniCache(cache);
    try {
      this.plugins =
          new CniPlugins(
              plugins,
              host.isPresent() ? Optional.of(NetworkNamespace.open(host.get())) : Optional.empty());
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
    CniCache.Entry entry =
        new CniCache.Entry(
            request.podId(),
            request.name(),
            request.namespace(),
            request.uid(),
            network,
            CniCapabilities.of(request, ranges),
            Optional.empty());
    cache.write(entry);
    try {
      Optional<JsonObject> result = Optional.empty();
      for (JsonObject plugin : network.plugins()) {
        result = plugins.ask("ADD", request, network, plugin, entry.capabilities(), result);
      }
      JsonObject made =
          result.orElseThrow(
              () -> new NetworkException("network " + network.name() + ": ADD: no result"));
      cache.write(entry.withResult(made));
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

  /** Asks the plugins whether what they made is still as they made it. */
  @Override
  public Optional<String> check(NetworkRequest request) {
    Optional<CniCache.Entry> entry = cache.read(request.podId());
    if (entry.isEmpty() || entry.get().result().isEmpty()) {
      return Optional.of("no plugin has connected it");
    }
    CniConfiguration network = entry.get().network();
    if (!network.knows("CHECK")) {
      return Optional.empty();
    }
    try {
      for (JsonObject plugin : network.plugins()) {
        ask("CHECK", request, entry.get(), plugin);
      }
      return Optional.empty();
    } catch (NetworkException e) {
      return Optional.of(e.getMessage());
    }
  }

  private void ask(String verb, NetworkRequest request, CniCache.Entry entry, JsonObject plugin) {
    NetworkRequest named =
        NetworkRequest.of(entry.podId())
            .withPod(entry.name(), entry.namespace(), entry.uid())
            .withNetns(request.netns());
    plugins.ask(verb, named, entry.network(), plugin, entry.capabilities(), entry.result());
  }

  @Override
  public void detach(NetworkRequest request) {
    Optional<CniCache.Entry> entry = known(request);
    if (entry.isEmpty()) {
      return;
    }
    List<JsonObject> reversed = new ArrayList<>(entry.get().network().plugins());
    Collections.reverse(reversed);
    for (JsonObject plugin : reversed) {
      ask("DEL", request, entry.get(), plugin);
    }
    cache.remove(request.podId());
  }

  /** From the cache; where that is damaged, what DEL can be asked with nevertheless. */
  private Optional<CniCache.Entry> known(NetworkRequest request) {
    try {
      return cache.read(request.podId());
    } catch (NetworkException damaged) {
      return Optional.of(
          new CniCache.Entry(
              request.podId(),
              request.name(),
              request.namespace(),
              request.uid(),
              configuration(),
              CniCapabilities.of(request, ranges),
              Optional.empty()));
    }
  }

  @Override
  public void retain(Set<String> podIds) {
    for (String podId : cache.pods()) {
      if (!podIds.contains(podId)) {
        try {
          detach(NetworkRequest.of(podId));
        } catch (NetworkException e) {
          // a plugin that fails now must not keep the other pods from being served
        }
      }
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
      attachment.addProperty("ifname", CniPlugins.INTERFACE);
      valid.add(attachment);
    }
    for (JsonObject plugin : network.get().plugins()) {
      JsonObject input = CniPlugins.input(network.get(), plugin);
      input.add("cni.dev/valid-attachments", valid);
      try {
        plugins.execute("GC", plugin, input, Map.of());
      } catch (NetworkException e) {
        // garbage that cannot be collected now hinders no pod, and is tried again at the next start
      }
    }
  }

  @Override
  public Optional<String> problem() {
    try {
      CniConfiguration network = configuration();
      for (JsonObject plugin : network.plugins()) {
        plugins.find(plugin);
        if (network.knows("STATUS")) {
          plugins.execute("STATUS", plugin, CniPlugins.input(network, plugin), Map.of());
        }
      }
      return Optional.empty();
    } catch (NetworkException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** For plugins that declare the capability {@code ipRanges}. */
  @Override
  public void changeRanges(List<String> changed) {
    ranges = List.copyOf(changed);
  }

  @Override
  public void close() {
    plugins.host().ifPresent(Fd::close);
  }
}
