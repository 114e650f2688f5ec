package dev.davit.engine.network;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What of a pod plugins are told that declare a capability for it (CNI CONVENTIONS.md, "Dynamic
 * Plugin specific fields"): {@code portMappings}, {@code bandwidth}, {@code dns}, {@code ipRanges}
 * and {@code io.kubernetes.cri.pod-annotations}.
 */
final class CniCapabilities {

  private static final long LEAST_BURST_BITS = 8L * 32 * 1024;

  private CniCapabilities() {}

  /**
   * All that there is to tell.
   *
   * @param ranges of the node; none if nobody has said
   */
  static JsonObject of(NetworkRequest request, List<String> ranges) {
    JsonObject all = new JsonObject();
    all.add("portMappings", ports(request.ports()));
    NetworkRequest.Bandwidth limits = request.bandwidth();
    if (limits.ingressBits() + limits.egressBits() > 0) {
      all.add("bandwidth", bandwidth(limits));
    }
    request.dns().ifPresent(dns -> all.add("dns", dns(dns)));
    if (!ranges.isEmpty()) {
      all.add("ipRanges", ranges(ranges));
    }
    if (!request.annotations().isEmpty()) {
      JsonObject annotations = new JsonObject();
      request.annotations().forEach(annotations::addProperty);
      all.add("io.kubernetes.cri.pod-annotations", annotations);
    }
    return all;
  }

  /** What of it a plugin has declared; empty if it declares nothing. */
  static Optional<JsonObject> declared(JsonObject plugin, JsonObject all) {
    JsonElement declared = plugin.get("capabilities");
    if (declared == null || !declared.isJsonObject()) {
      return Optional.empty();
    }
    JsonObject config = new JsonObject();
    all.entrySet().stream()
        .filter(e -> wants(declared.getAsJsonObject(), e.getKey()))
        .forEach(e -> config.add(e.getKey(), e.getValue()));
    return Optional.of(config);
  }

  private static boolean wants(JsonObject capabilities, String name) {
    JsonElement wanted = capabilities.get(name);
    return wanted != null && wanted.isJsonPrimitive() && wanted.getAsBoolean();
  }

  private static JsonArray ports(List<NetworkRequest.HostPort> ports) {
    JsonArray mappings = new JsonArray();
    for (NetworkRequest.HostPort port : ports) {
      JsonObject mapping = new JsonObject();
      mapping.addProperty("hostPort", port.hostPort());
      mapping.addProperty("containerPort", port.containerPort());
      mapping.addProperty("protocol", port.protocol());
      port.hostIp().ifPresent(ip -> mapping.addProperty("hostIP", ip));
      mappings.add(mapping);
    }
    return mappings;
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
    return Math.min(Integer.MAX_VALUE, Math.max(LEAST_BURST_BITS, rate / 100));
  }

  private static JsonObject dns(NetworkRequest.Dns dns) {
    JsonObject object = new JsonObject();
    object.add("servers", strings(dns.servers()));
    object.add("searches", strings(dns.searches()));
    object.add("options", strings(dns.options()));
    return object;
  }

  /** A list of sets of ranges: an address of each set is given. */
  private static JsonArray ranges(List<String> ranges) {
    JsonArray sets = new JsonArray();
    for (String range : ranges) {
      JsonObject subnet = new JsonObject();
      subnet.addProperty("subnet", range);
      JsonArray set = new JsonArray();
      set.add(subnet);
      sets.add(set);
    }
    return sets;
  }

  private static JsonArray strings(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }
}
