package dev.davit.command;

import dev.davit.engine.ByteSize;
import dev.davit.engine.DiskUsage;
import dev.davit.engine.Prune;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit system}: what takes disk space, and throwing away what nobody needs. */
final class SystemVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "system",
            "df [-v] [-o json] | prune [-a] [--volumes] [-o json]",
            "",
            "df tells the disk space that images, containers and volumes take. prune removes "
                + "containers that have ended and images without a name, and asks nobody.");
    spec.addOption(Options.flag("df: each image, container and volume", "-v", "--verbose"));
    spec.addOption(Options.flag("prune: all images that no container uses", "-a", "--all"));
    spec.addOption(Options.flag("prune: volumes that no container uses", "--volumes"));
    spec.addOption(Options.flag("prune: as without it, since nobody is asked", "-f", "--force"));
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("df|prune", "what to do"));
    return Options.withGlobal(spec, "  davit system df -v", "  davit system prune -a --volumes");
  }

  @Override
  public int run(ParseResult options, Session session) {
    String action = Options.exactly(options, "df|prune").get(0);
    boolean json = Options.json(options);
    switch (action) {
      case "df" -> {
        only("prune", options, "-a", "--volumes", "-f");
        df(session, json, Options.given(options, "-v"));
      }
      case "prune" -> {
        only("df", options, "-v");
        prune(
            session,
            json,
            new Prune(Options.given(options, "-a"), Options.given(options, "--volumes")));
      }
      default -> throw new UsageException("\"" + action + "\": unknown: use df or prune");
    }
    return ExitCode.OK;
  }

  /** What belongs to one action is not overheard with the other. */
  private static void only(String action, ParseResult options, String... names) {
    for (String name : names) {
      if (Options.given(options, name)) {
        throw new UsageException(name + ": only with " + action);
      }
    }
  }

  private static void df(Session session, boolean json, boolean verbose) {
    DiskUsage usage = session.davit().diskUsage();
    if (json) {
      SystemJson.print(session.out(), usage);
      return;
    }
    long unused =
        usage.images().stream()
            .filter(image -> image.containers() == 0)
            .mapToLong(DiskUsage.ImageSpace::uniqueBytes)
            .sum();
    Table table = new Table("TYPE", "TOTAL", "IN USE", "SIZE", "RECLAIMABLE");
    table.row(
        "images",
        String.valueOf(usage.images().size()),
        String.valueOf(usage.images().stream().filter(i -> i.containers() > 0).count()),
        ByteSize.human(usage.layerBytes()),
        ByteSize.human(unused));
    table.row("archives", "-", "-", ByteSize.human(usage.archiveBytes()), "-");
    row(table, "containers", usage.containers());
    row(table, "volumes", usage.volumes());
    table.print(session.out());
    if (verbose) {
      details(session, usage);
    }
  }

  private static void row(Table table, String type, List<DiskUsage.Space> spaces) {
    table.row(
        type,
        String.valueOf(spaces.size()),
        String.valueOf(spaces.stream().filter(DiskUsage.Space::inUse).count()),
        ByteSize.human(spaces.stream().mapToLong(DiskUsage.Space::bytes).sum()),
        ByteSize.human(
            spaces.stream().filter(s -> !s.inUse()).mapToLong(DiskUsage.Space::bytes).sum()));
  }

  private static void details(Session session, DiskUsage usage) {
    session.out().println();
    Table images = new Table("IMAGE", "IMAGE ID", "SIZE", "SHARED", "UNIQUE", "CONTAINERS");
    for (DiskUsage.ImageSpace space : usage.images()) {
      images.row(
          space.image().names().isEmpty() ? "-" : space.image().names().get(0),
          space.image().shortId(),
          ByteSize.human(space.image().sizeBytes()),
          ByteSize.human(space.sharedBytes()),
          ByteSize.human(space.uniqueBytes()),
          String.valueOf(space.containers()));
    }
    images.print(session.out());
    list(session, "CONTAINER", usage.containers());
    list(session, "VOLUME", usage.volumes());
  }

  private static void list(Session session, String title, List<DiskUsage.Space> spaces) {
    session.out().println();
    Table table = new Table(title, "SIZE", "IN USE");
    spaces.forEach(s -> table.row(s.name(), ByteSize.human(s.bytes()), s.inUse() ? "yes" : "no"));
    table.print(session.out());
  }

  private static void prune(Session session, boolean json, Prune prune) {
    Prune.Result result = session.davit().prune(prune);
    if (json) {
      SystemJson.print(session.out(), result);
      return;
    }
    result.containers().forEach(name -> say(session, "removed container " + name));
    result.images().forEach(name -> say(session, "removed image " + name));
    result.volumes().forEach(name -> say(session, "removed volume " + name));
    say(session, "freed " + ByteSize.human(result.bytes()));
  }

  private static void say(Session session, String line) {
    session.out().println(Table.printable(line));
  }
}
