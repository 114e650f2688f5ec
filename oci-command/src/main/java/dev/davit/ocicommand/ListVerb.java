package dev.davit.ocicommand;

import com.google.gson.JsonArray;
import dev.davit.runtime.state.StateEntry;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** {@code list}: all containers below the root. */
final class ListVerb implements Verb {

  @Override
  public String arguments() {
    return "";
  }

  @Override
  public OptionTable options() {
    return new OptionTable().values("format,f").flags("quiet,q");
  }

  @Override
  public int run(Invocation call) {
    call.atMost(0);
    String format = call.options().last("format").orElse("table");
    if (!call.root().equals(Invocation.defaultRoot()) && !Files.isDirectory(call.root())) {
      throw new CommandFailure("--root: " + call.root() + ": no such directory");
    }
    List<Described> all = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (StateEntry entry : call.states().list()) {
      if (entry instanceof StateEntry.Known known) {
        all.add(new Described(known.state()));
        names.add(entry.id().value());
      } else if (entry instanceof StateEntry.Unreadable unreadable) {
        call.log().warning(unreadable.problem());
      }
    }
    if (call.options().has("quiet")) {
      names.forEach(call.out()::println);
      return 0;
    }
    switch (format) {
      case "table" -> table(call, names, all);
      case "json" -> {
        JsonArray array = new JsonArray();
        all.forEach(one -> array.add(one.json(one.owner())));
        call.out().println(all.isEmpty() ? "null" : array.toString());
      }
      default -> throw new CommandFailure("invalid format option: " + format);
    }
    return 0;
  }

  private static void table(Invocation call, List<String> names, List<Described> all) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"});
    for (int i = 0; i < all.size(); i++) {
      Described one = all.get(i);
      rows.add(
          new String[] {
            names.get(i),
            Integer.toString(one.pid()),
            one.status(),
            one.bundle(),
            one.created(),
            one.owner()
          });
    }
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 3));
      }
      call.out().println(line.toString().stripTrailing());
    }
  }
}
