package dev.davit.command;

import com.google.gson.stream.JsonWriter;
import dev.davit.engine.ContainerInfo;
import dev.davit.engine.ContainerInfo.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit ps}: lists containers. */
final class PsVerb implements Verb {

  private static final int COMMAND_WIDTH = 40;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "ps", "[-a] [-o json]", "", "Lists the containers that run; with -a, all of them.");
    spec.addOption(Options.flag("list those that have ended too", "-a", "--all"));
    spec.addOption(Options.flag("print ids only, in full", "-q", "--quiet"));
    spec.addOption(Options.output());
    return Options.withGlobal(
        spec,
        "  davit ps",
        "  davit ps -a -o json",
        "  davit rm $(davit ps -aq)                    remove all that have ended");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    List<ContainerInfo> containers =
        session.davit().containers().stream()
            .filter(c -> Options.given(options, "-a") || c.status().isRunning())
            .toList();
    if (json) {
      Json.print(
          session.out(),
          writer -> {
            writer.beginArray();
            for (ContainerInfo container : containers) {
              write(writer, container);
            }
            writer.endArray();
          });
    } else if (Options.given(options, "-q")) {
      containers.forEach(c -> session.out().println(c.id()));
    } else {
      print(containers, session);
    }
    return ExitCode.OK;
  }

  private static void print(List<ContainerInfo> containers, Session session) {
    Instant now = Instant.now();
    Table table = new Table("CONTAINER ID", "NAME", "IMAGE", "COMMAND", "CREATED", "STATUS");
    for (ContainerInfo c : containers) {
      table.row(
          c.shortId(),
          c.name().orElse("-"),
          c.image(),
          shortened(String.join(" ", c.command())),
          Human.ago(c.created(), now),
          status(c.status(), now));
    }
    table.print(session.out());
  }

  private static String shortened(String command) {
    return command.length() <= COMMAND_WIDTH
        ? command
        : command.substring(0, COMMAND_WIDTH - 1) + "…";
  }

  /** Such as {@code running for 3 minutes} or {@code exited (137, out of memory) 2 hours ago}. */
  static String status(Status status, Instant now) {
    if (status instanceof Status.Running running) {
      return "running for "
          + Human.span(running.started(), now)
          + (running.paused() ? " (paused)" : "");
    }
    if (status instanceof Status.Exited exited) {
      String code = exited.exit().map(e -> String.valueOf(e.code())).orElse("unknown");
      return "exited ("
          + code
          + (exited.oomKilled() ? ", out of memory" : "")
          + ")"
          + exited.finished().map(t -> " " + Human.ago(t, now)).orElse("");
    }
    return status.word();
  }

  /** One container as an object. */
  static void write(JsonWriter writer, ContainerInfo c) throws IOException {
    writer.beginObject();
    writer.name("id").value(c.id());
    if (c.name().isPresent()) {
      writer.name("name").value(c.name().get());
    }
    writer.name("image").value(c.image());
    Json.strings(writer.name("command"), c.command());
    writer.name("created").value(c.created().toString());
    Json.strings(writer.name("labels"), c.labels());
    if (c.runtime().isPresent()) {
      writer.name("runtime").value(c.runtime().get());
    }
    writer.name("status").value(c.status().word());
    if (c.status() instanceof Status.Running running) {
      writer.name("pid").value(running.pid());
      writer.name("started").value(running.started().toString());
      writer.name("paused").value(running.paused());
    } else if (c.status() instanceof Status.Exited exited) {
      Optional<Integer> code = exited.exit().map(e -> e.code());
      if (code.isPresent()) {
        writer.name("exitCode").value(code.get());
      }
      if (exited.finished().isPresent()) {
        writer.name("finished").value(exited.finished().get().toString());
      }
      writer.name("oomKilled").value(exited.oomKilled());
    }
    if (c.pod().isPresent()) {
      writer.name("pod").value(c.pod().get());
      Json.strings(writer.name("addresses"), c.addresses());
    }
    writer.endObject();
  }
}
