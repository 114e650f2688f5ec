package dev.davit.image.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Logins as docker keeps them: {@code config.json} with {@code auths}, {@code credHelpers} and
 * {@code credsStore}. What podman and buildah write ({@code auth.json}) has the same form.
 *
 * <p>Read from the file that {@code REGISTRY_AUTH_FILE} names, or else from {@code
 * $DOCKER_CONFIG/config.json} or {@code ~/.docker/config.json}, and after that from podman's.
 * Written to the first of them.
 */
public final class DockerConfig implements Logins {

  /** What docker calls its own registry in there. */
  private static final String HUB_KEY = "https://index.docker.io/v1/";

  private static final String TOKEN_USER = "<token>";

  private final List<Path> files;
  private final Map<String, String> environment;

  private DockerConfig(List<Path> files, Map<String, String> environment) {
    this.files = List.copyOf(files);
    this.environment = environment;
  }

  /** The files that the environment names. */
  public static DockerConfig of(Map<String, String> environment) {
    String chosen = environment.getOrDefault("REGISTRY_AUTH_FILE", "");
    if (!chosen.isEmpty()) {
      return new DockerConfig(List.of(Path.of(chosen)), environment);
    }
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    String docker = environment.getOrDefault("DOCKER_CONFIG", home + "/.docker");
    Path first = Path.of(docker, "config.json");
    String run = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return run.isEmpty()
        ? new DockerConfig(List.of(first), environment)
        : new DockerConfig(List.of(first, Path.of(run, "containers", "auth.json")), environment);
  }

  /** The file that a login is written to. */
  public Path file() {
    return files.get(0);
  }

  /**
   * What is kept for a registry.
   *
   * @throws ImageException.Malformed if a file is damaged or a helper answers nonsense
   */
  @Override
  public Optional<Credentials> of(String domain) {
    for (Path file : files) {
      JsonObject config = read(file);
      Optional<Credentials> found =
          helper(config, domain)
              .flatMap(helper -> helper.get(key(domain)))
              .or(() -> fromAuths(file, config, domain));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<CredentialHelper> helper(JsonObject config, String domain) {
    JsonObject helpers = object(config, "credHelpers");
    for (String key : List.of(domain, key(domain))) {
      if (helpers.has(key)) {
        return Optional.of(new CredentialHelper(helpers.get(key).getAsString(), environment));
      }
    }
    return config.has("credsStore") && !config.get("credsStore").getAsString().isEmpty()
        ? Optional.of(new CredentialHelper(config.get("credsStore").getAsString(), environment))
        : Optional.empty();
  }

  private static Optional<Credentials> fromAuths(Path file, JsonObject config, String domain) {
    for (Map.Entry<String, JsonElement> entry : object(config, "auths").entrySet()) {
      if (entry.getValue().isJsonObject() && names(entry.getKey(), domain)) {
        Optional<Credentials> found = credentials(file, entry.getValue().getAsJsonObject());
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Old entries are addresses such as {@code https://registry.example/v2/}. */
  private static boolean names(String key, String domain) {
    if (key.equals(domain) || key.equals(key(domain))) {
      return true;
    }
    String host = key.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    return host.equals(domain) || domain.equals("docker.io") && host.equals("index.docker.io");
  }

  private static Optional<Credentials> credentials(Path file, JsonObject entry) {
    String token = text(entry, "identitytoken");
    if (!token.isEmpty()) {
      return Optional.of(Credentials.identityToken(token));
    }
    String registryToken = text(entry, "registrytoken");
    if (!registryToken.isEmpty()) {
      return Optional.of(Credentials.registryToken(registryToken));
    }
    String auth = text(entry, "auth");
    if (auth.isEmpty()) {
      String user = text(entry, "username");
      return user.isEmpty()
          ? Optional.empty()
          : Optional.of(Credentials.of(user, text(entry, "password")));
    }
    return Optional.of(decode(file, auth));
  }

  /**
   * Reads the form in which user and password are kept: base64 of {@code user:password}.
   *
   * @throws ImageException.Malformed if it is something else
   */
  static Credentials decode(Object where, String auth) {
    try {
      String pair = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon > 0) {
        String password = pair.substring(colon + 1).replaceFirst("\0+$", "");
        return Credentials.of(pair.substring(0, colon), password);
      }
    } catch (IllegalArgumentException e) {
      throw new ImageException.Malformed(where + ": auth: no base64", e);
    }
    throw new ImageException.Malformed(where + ": auth: not user:password in base64");
  }

  /** Keeps a login, where the file says: with a helper, or in itself, readable for its owner. */
  public void login(String domain, Credentials credentials) {
    JsonObject config = read(file());
    Optional<CredentialHelper> helper = helper(config, domain);
    JsonObject entry = new JsonObject();
    if (helper.isPresent()) {
      helper.get().store(key(domain), credentials);
    } else if (credentials.identityToken().isPresent()) {
      entry.addProperty("identitytoken", credentials.identityToken().get());
    } else {
      String pair = credentials.username() + ":" + credentials.password();
      entry.addProperty(
          "auth", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
    JsonObject auths = object(config, "auths");
    auths.add(key(domain), entry);
    config.add("auths", auths);
    write(config);
  }

  /**
   * Forgets a login.
   *
   * @return false if there was none
   */
  public boolean logout(String domain) {
    JsonObject config = read(file());
    boolean known = of(domain).isPresent();
    helper(config, domain).filter(helper -> known).ifPresent(helper -> helper.erase(key(domain)));
    JsonObject auths = object(config, "auths");
    boolean removed = auths.keySet().removeIf(key -> names(key, domain));
    if (removed) {
      config.add("auths", auths);
      write(config);
    }
    return known || removed;
  }

  private static String key(String domain) {
    return domain.equals("docker.io") ? HUB_KEY : domain;
  }

  private static JsonObject object(JsonObject json, String name) {
    return json.has(name) && json.get(name).isJsonObject()
        ? json.getAsJsonObject(name)
        : new JsonObject();
  }

  private static String text(JsonObject json, String name) {
    return json.has(name) && json.get(name).isJsonPrimitive() ? json.get(name).getAsString() : "";
  }

  static Credentials of(String user, String secret) {
    return user.equals(TOKEN_USER)
        ? Credentials.identityToken(secret)
        : Credentials.of(user, secret);
  }

  private static JsonObject read(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (NoSuchFileException e) {
      return new JsonObject();
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": read: " + IoFailure.reason(e), e);
    } catch (JsonParseException | IllegalStateException e) {
      throw new ImageException.Malformed(file + ": no JSON object", e);
    }
  }

  private void write(JsonObject config) {
    Path file = file().toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
      Path fresh =
          Files.createTempFile(
              file.getParent(),
              ".config",
              ".json",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          fresh,
          new com.google.gson.GsonBuilder()
                  .setPrettyPrinting()
                  .disableHtmlEscaping()
                  .create()
                  .toJson(config)
              + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": write: " + IoFailure.reason(e), e);
    }
  }
}
