package dev.davit.command;

import dev.davit.engine.ContainerBuilder;
import dev.davit.engine.ContainerOptions.Limits;
import dev.davit.engine.Network;
import dev.davit.engine.OptionException;
import dev.davit.image.ImageException;
import dev.davit.image.snapshot.StorageDriver;
import dev.davit.oci.DavitException;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.rootless.Rootless;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The options that say what a container shall be: those of {@code run} and {@code explain}. */
final class RunOptions {

  private RunOptions() {}

  /** Declares them. */
  static void declare(CommandSpec spec) {
    spec.addOption(
        Options.value(
            "DIR",
            "take the files of this directory instead of an image, / too; an overlay protects it",
            "--rootfs"));
    spec.addOption(
        Options.flag(
            "remove the container when it has ended (always so with --rootfs, unless --keep)",
            "--rm"));
    spec.addOption(
        Options.flag(
            "keep a container that was started with --rootfs when it has ended", "--keep"));
    spec.addOption(Options.value("NAME", "a name of its own, to use in place of the id", "--name"));
    spec.addOption(
        Options.values(
            "NAME[=VALUE]",
            "set an environment variable; without a value, hand on that of davit",
            "-e",
            "--env"));
    spec.addOption(
        Options.values(
            "SRC:DST[:ro]",
            "mount a file or directory of the host, or a named volume",
            "-v",
            "--volume"));
    spec.addOption(
        Options.value(
            "overlay|copy",
            "an overlay on the image, or a copy where none can be mounted (default: overlay)",
            "--storage-driver"));
    spec.addOption(Options.values("DST[:OPTIONS]", "mount a file system in memory", "--tmpfs"));
    spec.addOption(Options.value("DIR", "the working directory inside", "-w", "--workdir"));
    spec.addOption(
        Options.value("USER[:GROUP]", "run as this user, by name or number", "-u", "--user"));
    spec.addOption(Options.flag("give it a terminal", "-t", "--tty"));
    spec.addOption(
        Options.flag("hand on standard input; otherwise it is empty", "-i", "--interactive"));
    spec.addOption(Options.value("NAME", "its host name (default: its short id)", "--hostname"));
    spec.addOption(Options.flag("refuse writes to its root file system", "--read-only"));
    spec.addOption(
        Options.value(
            "none|host|pasta|slirp4netns|bridge",
            "the network it sees (default: none; with -d, bridge); pasta and slirp4netns, if they"
                + " are installed, give one to containers of ordinary users",
            "--net",
            "--network"));
    declareLimits(spec);
    spec.addOption(Options.values("CAP", "add a capability, or ALL", "--cap-add"));
    spec.addOption(Options.values("CAP", "take a capability away, or ALL", "--cap-drop"));
    spec.addOption(
        Options.flag(
            "let no program inside gain rights by its set-user-id bit", "--no-new-privileges"));
    spec.addOption(
        Options.value("default|unconfined", "which system calls it may make", "--seccomp"));
    spec.addOption(
        Options.value(
            "PROGRAM",
            "run this instead of the image's entrypoint; empty for none",
            "--entrypoint"));
    spec.addOption(Options.values("NAME=VALUE", "attach free text", "-l", "--label"));
    spec.addOption(
        Options.value(
            "PATH",
            "the cgroup to make its own in (default: /davit), or a slice of systemd",
            "--cgroup-parent"));
    spec.addOption(
        Options.value(
            "NAME", "who makes its cgroup: cgroupfs (default) or systemd", "--cgroup-manager"));
  }

  /** Declares the limits. */
  static void declareLimits(CommandSpec spec) {
    spec.addOption(
        Options.value("SIZE", "limit its memory, such as 64m or 1.5g", "-m", "--memory"));
    spec.addOption(Options.value("N", "limit its processor time, such as 0.5", "--cpus"));
    spec.addOption(
        Options.value("LIST", "the processors it may run on, such as 0-3,6", "--cpuset-cpus"));
    spec.addOption(Options.value("N", "limit its processes and threads", "--pids", "--pids-limit"));
  }

  /** A builder with all that was given, input and output excepted. */
  static ContainerBuilder builder(ParseResult given, Session session) {
    List<String> words = Options.parameters(given);
    with(given, "--storage-driver", driver -> storageDriver(driver, session));
    String rootfs = Options.one(given, "--rootfs");
    ContainerBuilder builder;
    List<String> command;
    if (rootfs != null) {
      if (rootfs.isEmpty()) {
        throw new OptionException("--rootfs", "empty: give a directory");
      }
      builder = session.davit().rootfs(Path.of(rootfs));
      command = words;
    } else {
      if (words.isEmpty()) {
        throw new UsageException(
            "which image? give one of davit images, or --rootfs DIR, / too, which needs none");
      }
      builder = session.davit().container(words.get(0));
      command = words.subList(1, words.size());
    }
    builder.command(command);
    process(given, builder);
    builder.limits(limits(given));
    cgroup(Options.one(given, "--cgroup-manager"), Options.one(given, "--cgroup-parent"), builder);
    surroundings(given, builder);
    return builder;
  }

  private static void process(ParseResult given, ContainerBuilder builder) {
    for (String entry : Options.all(given, "-e")) {
      environment(entry, builder::env);
    }
    with(given, "-w", builder::workdir);
    with(given, "-u", builder::user);
    with(
        given,
        "--entrypoint",
        e -> {
          if (e.isEmpty()) {
            builder.entrypoint();
          } else {
            builder.entrypoint(e);
          }
        });
    if (Options.given(given, "-i")) {
      builder.keepStdin();
    }
    if (Options.given(given, "--no-new-privileges")) {
      builder.noNewPrivileges();
    }
    with(given, "--seccomp", s -> seccomp(s, builder));
    Options.all(given, "--cap-add").forEach(builder::capAdd);
    Options.all(given, "--cap-drop").forEach(builder::capDrop);
  }

  private static void storageDriver(String name, Session session) {
    try {
      session.davit().storageDriver(StorageDriver.parse(name));
    } catch (IllegalArgumentException e) {
      throw new OptionException("--storage-driver", "\"" + name + "\": use overlay or copy");
    }
  }

  private static void seccomp(String profile, ContainerBuilder builder) {
    if (profile.equals("unconfined")) {
      builder.withoutSeccomp();
    } else if (!profile.equals("default")) {
      throw new OptionException(
          "--seccomp", "\"" + profile + "\": unknown profile: use default or unconfined");
    }
  }

  /** As docker does: a name alone hands on the caller's value, or nothing if there is none. */
  static void environment(String entry, BiConsumer<String, String> use) {
    if (entry.isEmpty()) {
      throw new OptionException("--env", "empty: write NAME=VALUE");
    }
    int equals = entry.indexOf('=');
    if (equals >= 0) {
      use.accept(entry.substring(0, equals), entry.substring(equals + 1));
    } else {
      String value = System.getenv(entry);
      if (value != null) {
        use.accept(entry, value);
      }
    }
  }

  /** The limits that were given. */
  static Limits limits(ParseResult given) {
    Limits limits = Limits.none();
    String memory = Options.one(given, "-m");
    String cpus = Options.one(given, "--cpus");
    String cpuset = Options.one(given, "--cpuset-cpus");
    String pids = Options.one(given, "--pids");
    limits = memory == null ? limits : limits.withMemory(memory);
    limits = cpus == null ? limits : limits.withCpus(number("--cpus", cpus));
    limits = cpuset == null ? limits : limits.withCpuset(cpuset);
    return pids == null ? limits : limits.withPids(count("--pids", pids));
  }

  /** As podman and docker do: systemd's parents are slices, and a slice has to be systemd's. */
  private static void cgroup(String who, String parent, ContainerBuilder builder) {
    boolean slice = parent != null && ScopeName.isSlice(parent);
    boolean systemd = "systemd".equals(who);
    if (who != null && !systemd && !who.equals("cgroupfs")) {
      throw new OptionException(
          "--cgroup-manager", "\"" + who + "\": unknown: use cgroupfs or systemd");
    }
    if (who != null && parent != null && systemd != slice) {
      throw new OptionException(
          "--cgroup-parent",
          parent + (systemd ? ": not a slice, such as machine.slice" : ": a slice of systemd"));
    }
    if (parent != null) {
      builder.cgroupParent(parent);
    } else if (systemd) {
      builder.cgroupParent(Rootless.entered() ? ScopeName.USER : ScopeName.SYSTEM);
    }
  }

  private static void surroundings(ParseResult given, ContainerBuilder builder) {
    with(given, "--name", builder::name);
    with(given, "--hostname", builder::hostname);
    with(given, "--net", s -> network(s, Options.given(given, "-d"), builder));
    if (Options.one(given, "--net") == null && Rootless.entered()) {
      builder.network(Network.NONE);
    }
    if (Options.given(given, "--read-only")) {
      builder.readOnly();
    }
    Options.all(given, "-v").forEach(builder::volume);
    Options.all(given, "--tmpfs").forEach(builder::tmpfs);
    for (String label : Options.all(given, "-l")) {
      int equals = label.indexOf('=');
      builder.label(
          equals < 0 ? label : label.substring(0, equals),
          equals < 0 ? "" : label.substring(equals + 1));
    }
    if (!removes(given)) {
      builder.keep();
    }
  }

  /** A bridge is the daemon's. */
  private static void network(String text, boolean detached, ContainerBuilder builder) {
    if (!text.equals("bridge")) {
      builder.network(Network.parse(text));
    } else if (!detached) {
      throw new OptionException(
          "--net", "bridge: only with -d: use none, host, pasta or slirp4netns");
    }
  }

  /** Whether the container goes when it has ended. */
  static boolean removes(ParseResult given) {
    boolean keep = Options.given(given, "--keep");
    if (keep && Options.given(given, "--rm")) {
      throw new UsageException("--rm and --keep exclude each other");
    }
    return Options.given(given, "--rm") || Options.given(given, "--rootfs") && !keep;
  }

  /** What helps against a failure, or nothing. */
  static String cure(DavitException failure) {
    if (failure instanceof ImageException.NotFound
        || failure instanceof ImageException.Denied
        || failure instanceof ImageException.Registry) {
      return "see davit images for what is here; --rootfs / needs none; davit pull, davit load or"
          + " davit import brings one in";
    }
    return "";
  }

  private static void with(ParseResult given, String option, Consumer<String> use) {
    String value = Options.one(given, option);
    if (value != null) {
      use.accept(value);
    }
  }

  private static double number(String option, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new OptionException(option, "\"" + text + "\": not a number, such as 0.5");
    }
  }

  private static long count(String option, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new OptionException(option, "\"" + text + "\": not a whole number");
    }
  }
}
