package dev.davit.image.registry;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that keeps logins, such as {@code docker-credential-pass}: one word as argument, the
 * rest over standard input and output (docker-credential-helpers, "Development").
 *
 * @param name what follows {@code docker-credential-}
 * @param deadline how long it may take, with a question to its user if it has one
 */
record CredentialHelper(String name, Map<String, String> environment, Duration deadline) {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String NOT_FOUND = "credentials not found in native keychain";

  CredentialHelper(String name, Map<String, String> environment) {
    this(name, environment, DEADLINE);
  }

  /** What is kept for a server, if anything is. */
  Optional<Credentials> get(String server) {
    Output output = run("get", server);
    if (output.code() != 0) {
      if (output.text().contains(NOT_FOUND)) {
        return Optional.empty();
      }
      throw failure("get", server, output);
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
      throw failure(word, server, output);
    }
  }

  private ImageException failure(String word, String server, Output output) {
    String text = output.text().strip().replaceAll("\\s+", " ");
    String why = text.isEmpty() ? "exit code " + output.code() : text;
    return new ImageException.Denied(program() + ": " + word + " " + server + ": " + why);
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
    throw new ImageException.NotFound(
        program() + ": no such program in PATH: it is named in the file of logins");
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
      return output(process, word);
    } catch (IOException e) {
      throw new ImageException.Denied(program() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException.Denied(program() + ": interrupted");
    }
  }

  /** What it says until it ends; one that does not is killed. */
  private Output output(Process process, String word) throws IOException, InterruptedException {
    CompletableFuture<byte[]> said = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, said), "davit-credentials");
    reader.setDaemon(true);
    reader.start();
    try {
      byte[] text = said.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Output(process.exitValue(), new String(text, StandardCharsets.UTF_8));
      }
    } catch (TimeoutException e) {
      // Said below.
    } catch (ExecutionException e) {
      throw new IOException(IoFailure.reason((IOException) e.getCause()), e);
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    throw new ImageException.Denied(
        program() + ": " + word + ": no end after " + deadline.toMillis() + " ms");
  }

  private static void read(Process process, CompletableFuture<byte[]> said) {
    try {
      said.complete(process.getInputStream().readAllBytes());
    } catch (IOException e) {
      said.completeExceptionally(e);
    }
  }
}
