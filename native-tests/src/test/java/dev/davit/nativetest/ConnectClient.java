package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scripts of Node with connect-node: a client of the Connect protocol that is not Davit's. */
final class ConnectClient {
  private static final Path SOURCES = Path.of("src/test/connect").toAbsolutePath();
  private static final Path PLACE = Path.of("target/connect").toAbsolutePath();
  private static final Duration INSTALL = Duration.ofMinutes(3);

  private ConnectClient() {}

  /** The list of the messages, from which the client makes its types. */
  static Path schema() {
    return Path.of("../cri-api/src/schema/runtime.v1").toAbsolutePath().normalize();
  }

  /** Why there is none: no Node, or its packages cannot be had. */
  static Optional<String> whyNot() {
    try {
      Files.createDirectories(PLACE);
      boolean fresh = !Files.isDirectory(PLACE.resolve("node_modules"));
      for (String file :
          List.of(
              "package.json",
              "package-lock.json",
              "schema.mjs",
              "until.mjs",
              "echo.mjs",
              "calls.mjs",
              "streams.mjs")) {
        if (Files.exists(SOURCES.resolve(file))) {
          Files.write(PLACE.resolve(file), Files.readAllBytes(SOURCES.resolve(file)));
        }
      }
      if (fresh) {
        Tool.Result installed =
            Tool.attempt(
                List.of(
                    "npm",
                    "ci",
                    "--prefer-offline",
                    "--no-audit",
                    "--no-fund",
                    "--silent",
                    "--prefix",
                    PLACE.toString()),
                Map.of(),
                null,
                INSTALL);
        if (installed.exit() != 0) {
          return Optional.of("npm ci: " + installed.err());
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      return Optional.of("npm: " + e.getMessage());
    }
  }

  /** Runs a script to its end. */
  static Tool.Result run(String script, Duration deadline, Object... arguments) {
    List<String> line = new ArrayList<>(List.of("node", PLACE.resolve(script).toString()));
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    return Tool.attempt(line, Map.of(), null, deadline);
  }
}
