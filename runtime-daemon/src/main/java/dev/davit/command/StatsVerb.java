package dev.davit.command;

import dev.davit.engine.ContainerHandle;
import dev.davit.engine.ContainerInfo;
import dev.davit.engine.ContainerUsage;
import dev.davit.engine.Davit;
import dev.davit.linux.Fd;
import dev.davit.linux.terminal.Terminal;
import dev.davit.oci.DavitException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit stats}: shows what containers use. */
final class StatsVerb implements Verb {

  private static final long ROUND_MS = 1000;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "stats",
            "[--no-stream] [-o json] [CONTAINER...]",
            "",
            "Shows what containers use, all that run or those named: processor time of the last "
                + "second in percent of one processor, memory, processes and threads, bytes read "
                + "from and written to disks, and pressure: the part of the last ten seconds in "
                + "which some process waited for processor / memory / disk. On a terminal it "
                + "goes on until Ctrl-C; in a pipe it is printed once. A dash stands for what "
                + "nobody counts here.");
    spec.addOption(Options.flag("print once and end", "--no-stream"));
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(
        spec, "  davit stats", "  davit stats --no-stream web db", "  davit stats -o json web");
  }

  @Override
  public int run(ParseResult options, Session session) {
    boolean json = Options.json(options);
    List<String> names = Options.parameters(options);
    boolean live =
        !json && !Options.given(options, "--no-stream") && Terminal.isTerminal(Fd.borrowing(1));
    try {
      Map<ContainerHandle, ContainerUsage> before =
          measure(named(names, session.davit()), names.isEmpty());
      do {
        Thread.sleep(ROUND_MS);
        List<ContainerHandle> now =
            live && !names.isEmpty() ? List.copyOf(before.keySet()) : named(names, session.davit());
        Map<ContainerHandle, ContainerUsage> usages = measure(now, live || names.isEmpty());
        show(lines(before, usages), json, live, session.out());
        before = usages;
      } while (live && (names.isEmpty() || !before.isEmpty()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  /** Those that were asked for, or all that run. */
  private static List<ContainerHandle> named(List<String> names, Davit davit) {
    List<String> ids =
        names.isEmpty()
            ? davit.containers().stream()
                .filter(c -> c.status().isRunning())
                .map(ContainerInfo::id)
                .toList()
            : names;
    return ids.stream().map(davit::handle).toList();
  }

  private static Map<ContainerHandle, ContainerUsage> measure(
      List<ContainerHandle> containers, boolean someMayHaveEnded) {
    Map<ContainerHandle, ContainerUsage> usages = new LinkedHashMap<>();
    for (ContainerHandle container : containers) {
      try {
        usages.put(container, container.usage());
      } catch (DavitException e) {
        if (!someMayHaveEnded) {
          throw e;
        }
      }
    }
    return usages;
  }

  private static List<UsageLine> lines(
      Map<ContainerHandle, ContainerUsage> before, Map<ContainerHandle, ContainerUsage> now) {
    Map<String, ContainerUsage> earlier = new HashMap<>();
    before.forEach((container, usage) -> earlier.put(container.id(), usage));
    List<UsageLine> lines = new ArrayList<>();
    now.forEach((c, usage) -> lines.add(UsageLine.of(c, earlier.get(c.id()), usage)));
    return lines;
  }

  private static void show(List<UsageLine> lines, boolean json, boolean live, PrintStream out) {
    if (json) {
      UsageLine.writeAll(lines, out);
      return;
    }
    if (!live) {
      UsageLine.print(lines, out);
      return;
    }
    LiveScreen.show(to -> UsageLine.print(lines, to), out);
  }
}
