package dev.davit.command;

import com.google.gson.stream.JsonWriter;
import dev.davit.engine.ByteSize;
import dev.davit.engine.ContainerProcess;
import dev.davit.linux.process.HostUser;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit top}: lists the processes of a container. */
final class TopVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "top",
            "[-o json] CONTAINER",
            "",
            "Lists the processes of a container: PID and PPID are the numbers of this machine, "
                + "INNER that in the container. Nothing is executed in the container.");
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(spec, "  davit top web", "  davit top -o json web");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    String name = Options.exactly(options, "CONTAINER").get(0);
    List<ContainerProcess> processes = session.davit().handle(name).processes();
    if (json) {
      Json.print(
          session.out(),
          writer -> {
            writer.beginArray();
            for (ContainerProcess process : processes) {
              write(writer, process);
            }
            writer.endArray();
          });
    } else {
      print(processes, session.out());
    }
    return ExitCode.OK;
  }

  /** Prints a table. */
  static void print(List<ContainerProcess> processes, PrintStream out) {
    Table table =
        new Table("USER", "PID", "INNER", "PPID", "STATE", "MEMORY", "CPU TIME", "COMMAND");
    for (ContainerProcess p : processes) {
      table.row(
          HostUser.of(p.uid()).map(HostUser::name).orElse(Long.toString(p.uid())),
          Integer.toString(p.pid()),
          Integer.toString(p.innerPid()),
          Integer.toString(p.parentPid()),
          Character.toString(p.state()),
          ByteSize.human(p.residentBytes()),
          clock(p.cpuTime()),
          String.join(" ", p.command()));
    }
    table.print(out);
  }

  /** Such as {@code 1:02:03.45}. */
  static String clock(Duration time) {
    return String.format(
        "%d:%02d:%02d.%02d",
        time.toHours(), time.toMinutesPart(), time.toSecondsPart(), time.toMillisPart() / 10);
  }

  private static void write(JsonWriter writer, ContainerProcess p) throws IOException {
    writer.beginObject();
    writer.name("pid").value(p.pid());
    writer.name("innerPid").value(p.innerPid());
    writer.name("parentPid").value(p.parentPid());
    writer.name("uid").value(p.uid());
    writer.name("state").value(Character.toString(p.state()));
    writer.name("threads").value(p.threads());
    writer.name("residentBytes").value(p.residentBytes());
    writer.name("cpuTimeNanos").value(p.cpuTime().toNanos());
    Json.strings(writer.name("command"), p.command());
    writer.endObject();
  }
}
