package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real Debian of the machine's own release, made once by debootstrap from the machine's own
 * mirror and kept as a tar in {@code ${XDG_CACHE_HOME:-~/.cache}/davit-tests}.
 */
final class DebianRootfs {
  private static final Pattern URIS = Pattern.compile("^URIs:\\s*(\\S+)");
  private static final Pattern ONE_LINE =
      Pattern.compile("^deb\\s+(?:\\[[^]]*]\\s+)?(\\S+)\\s+(\\S+)\\s");

  private DebianRootfs() {}

  static Optional<String> whyNot() {
    if (Files.exists(cache())) {
      return Optional.empty();
    }
    if (Tool.find("debootstrap").isEmpty()) {
      return Optional.of("debootstrap is not on PATH (native-tests/install-needs installs it)");
    }
    return mirror().isPresent()
        ? Optional.empty()
        : Optional.of("no Debian mirror in /etc/apt/sources.list or sources.list.d");
  }

  /** The tar of the root file system, made if this is the first time. */
  static synchronized Path tar() {
    Path cache = cache();
    if (Files.exists(cache)) {
      return cache;
    }
    Path root = Workspace.directory("debian");
    Path part = Path.of(cache + "." + ProcessHandle.current().pid());
    try {
      Files.createDirectories(cache.getParent());
      Tool.attempt(
              List.of(
                  "debootstrap",
                  "--variant=minbase",
                  "--include=procps",
                  release(),
                  root.toString(),
                  mirror().orElseThrow()),
              Map.of(),
              null,
              Duration.ofMinutes(10))
          .expect(0);
      Workspace.delete(root.resolve("var/cache/apt/archives"));
      Tool.run(
          "tar", "-C", root.toString(), "--numeric-owner", "--xattrs", "-cf", part.toString(), ".");
      Files.move(part, cache, StandardCopyOption.ATOMIC_MOVE);
      return cache;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Workspace.delete(root);
    }
  }

  private static Path cache() {
    String base =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(s -> !s.isEmpty())
            .orElse(System.getProperty("user.home") + "/.cache");
    return Path.of(base, "davit-tests", "debian-" + release() + "-minbase.tar");
  }

  private static String release() {
    return HostSnapshot.lines(Path.of("/etc/os-release")).stream()
        .filter(l -> l.startsWith("VERSION_CODENAME="))
        .map(l -> l.substring(17))
        .findFirst()
        .orElse("stable");
  }

  /** The first archive that serves this release's main suite. */
  private static Optional<String> mirror() {
    Stream<Path> files =
        Stream.concat(
            Stream.of(Path.of("/etc/apt/sources.list")),
            HostSnapshot.names(Path.of("/etc/apt/sources.list.d"))
                .sorted()
                .map(n -> Path.of("/etc/apt/sources.list.d", n)));
    return files.flatMap(f -> archives(HostSnapshot.lines(f))).findFirst();
  }

  private static Stream<String> archives(List<String> lines) {
    String release = release();
    boolean deb822 = lines.stream().anyMatch(l -> l.startsWith("Suites:"));
    if (!deb822) {
      return lines.stream()
          .map(ONE_LINE::matcher)
          .filter(m -> m.find() && m.group(2).equals(release))
          .map(m -> m.group(1));
    }
    return Stream.of(String.join("\n", lines).split("\n\\s*\n"))
        .filter(s -> s.lines().anyMatch(l -> l.matches("Suites:.*\\b" + release + "(\\s.*)?")))
        .flatMap(s -> s.lines().map(URIS::matcher).filter(Matcher::find).map(m -> m.group(1)));
  }
}
