package dev.davit.runtime.resctrl;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.IoFailure;
import dev.davit.linux.file.VirtualFile;
import dev.davit.oci.runtime.IntelRdt;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.StepException;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The class of service that a container belongs to, and the monitoring group that is its own
 * (runtime-spec 1.3.0, config-linux.md, "IntelRdt"). A class that the configuration names stays
 * when the container goes; one that has the container's name goes with it.
 */
public final class ResctrlGroup {

  private static final String STEP = "intelRdt";

  private final Path root;
  private final IntelRdt wanted;
  private final ContainerId container;
  private final Maker maker;
  private final BiConsumer<Path, String> writer;

  /** Makes a directory. */
  @FunctionalInterface
  interface Maker {
    /** Makes it. */
    void make(Path directory) throws IOException;
  }

  ResctrlGroup(
      Path root,
      IntelRdt wanted,
      ContainerId container,
      Maker maker,
      BiConsumer<Path, String> writer) {
    this.root = root;
    this.wanted = wanted;
    this.container = container;
    this.maker = maker;
    this.writer = writer;
  }

  /** The one of a container, if its configuration asks for one and this machine has them. */
  public static Optional<ResctrlGroup> of(Host host, Optional<Linux> linux, ContainerId container) {
    return linux
        .flatMap(Linux::intelRdt)
        .flatMap(
            rdt ->
                host.resctrl()
                    .map(
                        root ->
                            new ResctrlGroup(
                                root,
                                rdt,
                                container,
                                Files::createDirectory,
                                ResctrlGroup::write)));
  }

  /**
   * Changes the limits of a container that runs; one without a class of its own gets one.
   *
   * @return its configuration as it is then
   * @throws StepException if this machine has no such limits, or refuses these
   */
  public static Spec update(
      Host host,
      Spec spec,
      ContainerId container,
      int pid,
      Optional<String> l3CacheSchema,
      Optional<String> memBwSchema) {
    if (host.resctrl().isEmpty()) {
      throw StepException.of(STEP, "this machine has no such limits: resctrl is not mounted");
    }
    Linux linux = spec.linux().orElse(Linux.empty());
    Optional<IntelRdt> present = linux.intelRdt();
    IntelRdt wanted = changed(present, l3CacheSchema, memBwSchema);
    Spec result = spec.withLinux(linux.withIntelRdt(wanted));
    ResctrlGroup group = of(host, result.linux(), container).orElseThrow();
    if (present.isPresent()) {
      group.change();
    } else {
      group.make();
      group.enter(pid);
    }
    return result;
  }

  /** What is not said stays as it was. */
  static IntelRdt changed(
      Optional<IntelRdt> present, Optional<String> l3CacheSchema, Optional<String> memBwSchema) {
    IntelRdt old =
        present.orElseGet(
            () ->
                new IntelRdt(
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Map.of()));
    return new IntelRdt(
        old.closID(),
        old.schemata(),
        l3CacheSchema.or(old::l3CacheSchema),
        memBwSchema.or(old::memBwSchema),
        old.enableMonitoring(),
        old.unknown());
  }

  /** Writes the limits anew into the class that the container is in. */
  void change() {
    lines().forEach(line -> writer.accept(group().resolve("schemata"), line + "\n"));
  }

  /**
   * Makes what is missing, and limits it; a class that is there has to be as asked for.
   *
   * @throws StepException if that cannot be
   */
  public void make() {
    List<String> lines = lines();
    Path group = group();
    try {
      if (Files.isDirectory(group)) {
        String present = VirtualFile.read(group.resolve("schemata").toString());
        Optional<String> other = Schemata.parse(present).difference(Schemata.parse(lines));
        if (other.isPresent()) {
          throw StepException.of(
              STEP, "class " + group + " is there, with another limit: " + other.get());
        }
      } else if (lines.isEmpty() && wanted.closID().isPresent()) {
        throw StepException.of(
            STEP, "class " + group + " is not there: set one up, or say its schemata");
      } else {
        limited(group, lines);
      }
      if (wanted.enableMonitoring()) {
        maker.make(monitoring());
      }
    } catch (ErrnoException e) {
      throw StepException.of(STEP, e.getMessage());
    } catch (IOException e) {
      throw StepException.of(STEP, IoFailure.reason(e));
    }
  }

  private void limited(Path group, List<String> lines) throws IOException {
    maker.make(group);
    try {
      lines.forEach(line -> writer.accept(group.resolve("schemata"), line + "\n"));
    } catch (StepException e) {
      Files.deleteIfExists(group);
      throw e;
    }
  }

  /** Puts a process into it; those that it starts follow. */
  public void enter(int pid) {
    writer.accept(group().resolve("tasks"), Integer.toString(pid));
    if (wanted.enableMonitoring()) {
      writer.accept(monitoring().resolve("tasks"), Integer.toString(pid));
    }
  }

  /** Removes what is the container's own. */
  public void remove() {
    try {
      if (wanted.enableMonitoring()) {
        Files.deleteIfExists(monitoring());
      }
      if (wanted.closID().isEmpty()) {
        Files.deleteIfExists(group());
      }
    } catch (IOException e) {
      throw StepException.of(STEP, "remove: " + IoFailure.reason(e));
    }
  }

  private Path group() {
    return root.resolve(wanted.closID().orElse(container.value()));
  }

  private Path monitoring() {
    return group().resolve("mon_groups").resolve(container.value());
  }

  /**
   * In the order in which they are written; lines for memory in the cache's schema do not count.
   */
  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    wanted
        .l3CacheSchema()
        .ifPresent(
            text ->
                text.lines()
                    .filter(line -> wanted.memBwSchema().isEmpty() || !line.startsWith("MB:"))
                    .filter(line -> !line.isBlank())
                    .forEach(lines::add));
    wanted.memBwSchema().ifPresent(lines::add);
    lines.addAll(wanted.schemata());
    return lines;
  }

  private static void write(Path file, String text) {
    try {
      VirtualFile.write(file.toString(), text);
    } catch (ErrnoException e) {
      throw StepException.of(STEP, e.getMessage() + reason(file));
    }
  }

  /** What the kernel has against the last change, in its words. */
  private static String reason(Path file) {
    for (Path at = file; at != null; at = at.getParent()) {
      Path status = at.resolve("info/last_cmd_status");
      if (Files.isReadable(status)) {
        try {
          return ": " + Files.readString(status).strip();
        } catch (IOException e) {
          return "";
        }
      }
    }
    return "";
  }
}
