package dev.davit.image.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import dev.davit.image.registry.Endpoint.Ability;
import dev.davit.image.registry.Endpoint.Tls;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which hosts are asked for the images of a registry: the file {@code registries.json}. It says
 * what containerd's {@code hosts.toml} says, for all registries in one file.
 *
 * <pre>
 * {
 *   "registries": {
 *     "docker.io": {
 *       "mirrors": [{"url": "https://mirror.example:5000", "ca": "/etc/davit/mirror.pem"}]
 *     },
 *     "registry.example": {"ca": "/etc/davit/ca.pem"},
 *     "old.example:5000": {"insecure": true},
 *     "*": {"mirrors": [{"url": "http://cache.example/all", "capabilities": ["pull"]}]}
 *   }
 * }
 * </pre>
 *
 * <p>A registry has {@code url} (default: itself by HTTPS), {@code ca}, {@code insecure} and {@code
 * mirrors}; a mirror has {@code url}, {@code ca}, {@code insecure} and {@code capabilities}
 * (default: pull and resolve). {@code insecure} believes any certificate, and goes on by plain HTTP
 * where there is no TLS. An entry {@code *} holds for all that have none of their own.
 */
public final class RegistryHosts {

  /** Where the file is if nothing else is said. */
  public static final Path DEFAULT_FILE = Path.of("/etc/davit/registries.json");

  private static final String HUB = "docker.io";
  private static final String HUB_HOST = "registry-1.docker.io";
  private static final Set<String> REGISTRY_KEYS = Set.of("url", "ca", "insecure", "mirrors");
  private static final Set<String> MIRROR_KEYS = Set.of("url", "ca", "insecure", "capabilities");

  private final Map<String, List<Endpoint>> registries;
  private final Set<String> insecure;

  private RegistryHosts(Map<String, List<Endpoint>> registries, Set<String> insecure) {
    this.registries = registries;
    this.insecure = Set.copyOf(insecure);
  }

  /** Every registry is itself, by HTTPS; on this machine also by plain HTTP. */
  public static RegistryHosts none() {
    return new RegistryHosts(Map.of(), Set.of());
  }

  /** The same, with registries that need no TLS, or whose certificate is not looked at. */
  public RegistryHosts withInsecure(Set<String> domains) {
    return new RegistryHosts(registries, domains);
  }

  /**
   * Reads the file; one that is missing says nothing.
   *
   * @throws ImageException.Malformed if it is not understood, with the place
   */
  public static RegistryHosts read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      return none();
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": read: " + IoFailure.reason(e), e);
    }
  }

  static RegistryHosts parse(String text, String label) {
    try {
      JsonObject top = JsonParser.parseString(text).getAsJsonObject();
      check("top level", top, Set.of("registries"));
      Map<String, List<Endpoint>> registries = new LinkedHashMap<>();
      if (top.has("registries")) {
        for (Map.Entry<String, JsonElement> entry : top.getAsJsonObject("registries").entrySet()) {
          String where = "registries." + entry.getKey();
          registries.put(
              entry.getKey(), registry(where, entry.getKey(), entry.getValue().getAsJsonObject()));
        }
      }
      return new RegistryHosts(registries, Set.of());
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | UnsupportedOperationException
        | IllegalArgumentException e) {
      throw new ImageException.Malformed(label + ": " + e.getMessage(), e);
    }
  }

  private static List<Endpoint> registry(String where, String domain, JsonObject json) {
    check(where, json, REGISTRY_KEYS);
    List<Endpoint> endpoints = new ArrayList<>();
    if (json.has("mirrors")) {
      for (JsonElement element : json.getAsJsonArray("mirrors")) {
        JsonObject mirror = element.getAsJsonObject();
        check(where + ".mirrors", mirror, MIRROR_KEYS);
        if (!mirror.has("url")) {
          throw new IllegalArgumentException(where + ".mirrors: url: missing");
        }
        endpoints.add(endpoint(mirror.get("url").getAsString(), mirror, abilities(where, mirror)));
      }
    }
    if (!domain.equals("*")) {
      String url = json.has("url") ? json.get("url").getAsString() : "https://" + host(domain);
      endpoints.add(endpoint(url, json, EnumSet.allOf(Ability.class)));
    }
    return endpoints;
  }

  private static Endpoint endpoint(String url, JsonObject json, Set<Ability> abilities) {
    URI base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    boolean http = "http".equals(base.getScheme());
    if (!http && !"https".equals(base.getScheme()) || base.getRawAuthority() == null) {
      throw new IllegalArgumentException("'" + url + "': no URL of http or https");
    }
    boolean any = json.has("insecure") && json.get("insecure").getAsBoolean();
    List<Path> authorities =
        json.has("ca") ? List.of(Path.of(json.get("ca").getAsString())) : List.of();
    return new Endpoint(base, new Tls(!any, authorities), abilities, any && !http);
  }

  private static Set<Ability> abilities(String where, JsonObject mirror) {
    if (!mirror.has("capabilities")) {
      return EnumSet.of(Ability.PULL, Ability.RESOLVE);
    }
    Set<Ability> abilities = EnumSet.noneOf(Ability.class);
    for (JsonElement element : mirror.getAsJsonArray("capabilities")) {
      String name = element.getAsString();
      try {
        abilities.add(Ability.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            where + ".mirrors: capabilities: '" + name + "' is none of pull, resolve, push", e);
      }
    }
    return abilities;
  }

  private static void check(String where, JsonObject json, Set<String> known) {
    for (String key : json.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(where + ": '" + key + "' is not known here");
      }
    }
  }

  /** The hosts to ask, in order; the registry itself is last. */
  List<Endpoint> endpoints(String domain) {
    if (insecure.contains(domain)) {
      Set<Ability> all = EnumSet.allOf(Ability.class);
      URI base = URI.create("https://" + host(domain));
      return List.of(new Endpoint(base, new Tls(false, List.of()), all, true));
    }
    List<Endpoint> own = registries.get(domain);
    if (own != null) {
      return own;
    }
    List<Endpoint> endpoints = new ArrayList<>(registries.getOrDefault("*", List.of()));
    endpoints.add(
        new Endpoint(
            URI.create("https://" + host(domain)),
            Tls.STRICT,
            EnumSet.allOf(Ability.class),
            isLoopback(domain)));
    return endpoints;
  }

  private static String host(String domain) {
    return domain.equals(HUB) ? HUB_HOST : domain;
  }

  /** Whoever listens there is on this machine, so that docker too does without TLS. */
  private static boolean isLoopback(String domain) {
    String host = domain.replaceFirst(":[0-9]+$", "");
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]+){3}");
  }
}
