package dev.davit.command;

import dev.davit.cri.v1.ContainerStatus;
import dev.davit.engine.ContainerException;
import dev.davit.engine.ContainerException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit logs}: what a container has printed. */
final class LogsVerb implements Verb {

  private static final Pattern AGO = Pattern.compile("([0-9]{1,9})([smhd])");

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "logs",
            "[-f] [-t] [--since TIME] [--tail N] CONTAINER",
            "",
            "Prints what a container has printed, its output and its errors each as what they "
                + "are: of containers of davit run -d and of pods, whose output the daemon keeps.");
    spec.addOption(Options.flag("go on with what it prints until it ends", "-f", "--follow"));
    spec.addOption(
        Options.flag("put the time of each line before it, in UTC", "-t", "--timestamps"));
    spec.addOption(
        Options.value(
            "TIME",
            "only from then on: 90s, 10m, 2h or 1d ago, or 2026-01-31T12:00:00Z",
            "--since"));
    spec.addOption(Options.value("N", "only the last lines", "-n", "--tail"));
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(
        spec, "  davit logs -f web", "  davit logs --since 10m --tail 20 -t web 2>/dev/null");
  }

  @Override
  public int run(ParseResult options, Session session) {
    String name = Options.exactly(options, "CONTAINER").get(0);
    Optional<Instant> since = since(Options.one(options, "--since"), Instant.now());
    Optional<Integer> tail = tail(Options.one(options, "-n"));
    PodContainerCalls calls = PodContainerCalls.of(name, "logs", session);
    ContainerStatus status = calls.status();
    if (status.logPath().isEmpty()) {
      throw new ContainerException(
          Reason.STORE, "container " + name + ": no log is kept: its pod was made without logPath");
    }
    LogPrinter printer =
        new LogPrinter(session.out(), session.err(), since, Options.given(options, "-t"));
    LogReader log = new LogReader(Path.of(status.logPath()));
    try {
      log.existing(tail.orElse(Integer.MAX_VALUE), since, printer);
      if (Options.given(options, "-f")) {
        log.follow(
            () -> calls.status().state() == dev.davit.cri.v1.ContainerState.CONTAINER_RUNNING,
            printer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  private static Optional<Integer> tail(String text) {
    if (text == null || text.equals("all")) {
      return Optional.empty();
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new UsageException("--tail: \"" + text + "\": not a whole number of lines");
    }
    return Optional.of(Integer.parseInt(text));
  }

  /** A time, or how long ago. */
  static Optional<Instant> since(String text, Instant now) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long number = Long.parseLong(ago.group(1));
      Duration span =
          switch (ago.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
      return Optional.of(now.minus(span));
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      throw new UsageException(
          "--since: \"" + text + "\": neither 90s, 10m, 2h, 1d nor 2026-01-31T12:00:00Z");
    }
  }
}
