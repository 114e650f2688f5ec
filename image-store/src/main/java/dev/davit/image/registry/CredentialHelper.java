package dev.davit.image.registry;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program that keeps logins, such as {@code docker-credential-pass}: one word as argument, the
 * rest over standard input and output (docker-credential-helpers, "Development").
 *
 * @param name what follows {@code docker-credential-}
 */
record CredentialHelper(String name, Map<String, String> environment) {

  private static final long DEADLINE_SECONDS = 60;
  private static final String NOT_FOUND = "credentials not found in native keychain";

  /** What is kept for a server, if anything is. */
  Optional<Credentials> get(String server) {
    Output output = run("get", server);
    if (output.code() != 0) {
      if (output.text().contains(NOT_FOUND)) {
        return Optional.empty();
      }
      throw failure("get", server, output.text());
    }
    try {
      JsonObject json = JsonParser.parseString(output.text()).getAsJsonObject();
      String user = json.get("Username").getAsString();
      return Optional.of(DockerConfig.of(user, json.get("Secret").getAsString()));
    } catch (RuntimeException e) {
      throw new ImageException.Malformed(
          program() + ": get " + server + ": answered no user and secret", e);
    }
  }

  /** Keeps a login. */
  void store(String server, Credentials credentials) {
    JsonObject json = new JsonObject();
    json.addProperty("ServerURL", server);
    json.addProperty(
        "Username", credentials.identityToken().isPresent() ? "<token>" : credentials.username());
    json.addProperty("Secret", credentials.identityToken().orElse(credentials.password()));
    demand("store", server, run("store", json.toString()));
  }

  /** Forgets a login. */
  void erase(String server) {
    demand("erase", server, run("erase", server));
  }

  private void demand(String word, String server, Output output) {
    if (output.code() != 0) {
      throw failure(word, server, output.text());
    }
  }

  private ImageException failure(String word, String server, String text) {
    return new ImageException.Denied(
        program() + ": " + word + " " + server + ": " + text.strip().replaceAll("\\s+", " "));
  }

  private String program() {
    return "docker-credential-" + name;
  }

  /** The JDK looks for programs on its own PATH only. */
  private String executable() {
    for (String directory : environment.getOrDefault("PATH", "").split(":")) {
      Path program = Path.of(directory, program());
      if (!directory.isEmpty() && Files.isExecutable(program)) {
        return program.toString();
      }
    }
    return program();
  }

  private record Output(int code, String text) {}

  private Output run(String word, String input) {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new ImageException.Malformed("credential helper '" + name + "': no name of a program");
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(executable(), word);
      builder.environment().putAll(environment);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      Process process = builder.start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It needs no input; its exit code tells.
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failure(word, "", "no end after " + DEADLINE_SECONDS + " s");
      }
      return new Output(process.exitValue(), text);
    } catch (IOException e) {
      throw new ImageException.Denied(program() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException.Denied(program() + ": interrupted");
    }
  }
}
