package dev.davit.ocicommand;

import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerState;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code ps}: the processes of a container, by the host's ps(1) or as numbers. */
final class PsVerb implements Verb {

  @Override
  public String arguments() {
    return "CONTAINER [OPTION OF PS...]";
  }

  @Override
  public OptionTable options() {
    return new OptionTable().values("format,f").stopAtArgument();
  }

  @Override
  public int run(Invocation call) {
    Runtime runtime = call.runtime();
    List<Integer> pids =
        runtime.state(call.id()) instanceof ContainerState.Stopped
            ? List.of()
            : runtime.processes(call.id());
    String format = call.options().last("format").orElse("table");
    switch (format) {
      case "json" -> call.out().println(pids.toString().replace(" ", ""));
      case "table" -> table(call, pids);
      default -> throw new CommandFailure("invalid format option: " + format);
    }
    return 0;
  }

  private static void table(Invocation call, List<Integer> pids) {
    List<String> words = new ArrayList<>(List.of("ps"));
    List<String> given = call.options().arguments();
    words.addAll(given.size() > 1 ? given.subList(1, given.size()) : List.of("-ef"));
    Set<String> wanted = new HashSet<>();
    pids.forEach(pid -> wanted.add(pid.toString()));
    try {
      Process ps = new ProcessBuilder(words).redirectErrorStream(true).start();
      ps.getOutputStream().close();
      try (BufferedReader lines = ps.inputReader(StandardCharsets.UTF_8)) {
        String header = lines.readLine();
        int column = header == null ? -1 : List.of(header.trim().split("\\s+")).indexOf("PID");
        if (column < 0) {
          throw new CommandFailure("couldn't find PID field in ps output");
        }
        call.out().println(header);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] fields = line.trim().split("\\s+");
          if (fields.length > column && wanted.contains(fields[column])) {
            call.out().println(line);
          }
        }
      }
    } catch (IOException e) {
      throw new CommandFailure("ps: " + e.getMessage());
    }
  }
}
