package dev.davit.ocicommand;

import dev.davit.runtime.CriuSettings;
import dev.davit.runtime.CriuSettings.Option;
import dev.davit.runtime.criu.CriuRequest.CgroupMode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What checkpoint and restore have in common on the command line. */
final class CriuOptions {

  /** The directory below the current one that runc has as default. */
  private static final String DEFAULT_IMAGES = "checkpoint";

  private static final Map<String, Option> FLAGS =
      new TreeMap<>(
          Map.of(
              "tcp-established", Option.TCP_ESTABLISHED,
              "ext-unix-sk", Option.EXTERNAL_UNIX_SOCKETS,
              "shell-job", Option.SHELL_JOB,
              "file-locks", Option.FILE_LOCKS,
              "auto-dedup", Option.AUTO_DEDUP,
              "lazy-pages", Option.LAZY_PAGES));

  private CriuOptions() {}

  /** Adds the options of both. */
  static OptionTable options() {
    return new OptionTable()
        .values("image-path", "work-path", "manage-cgroups-mode", "empty-ns")
        .flags(FLAGS.keySet().toArray(new String[0]));
  }

  /** The annotation by which a container has a file of criu's options, as in runc. */
  private static final String CONFIGURATION = "org.criu.config";

  /**
   * What they say.
   *
   * @throws CommandFailure if one has a value that it cannot have
   */
  static CriuSettings settings(Options options) {
    String images = options.last("image-path").filter(p -> !p.isEmpty()).orElse(DEFAULT_IMAGES);
    CriuSettings settings = CriuSettings.of(Path.of(images));
    for (Map.Entry<String, Option> flag : FLAGS.entrySet()) {
      if (options.has(flag.getKey())) {
        settings = settings.with(flag.getValue());
      }
    }
    if (options.last("work-path").filter(path -> !path.isEmpty()).isPresent()) {
      settings = settings.withWork(Path.of(options.last("work-path").get()));
    }
    if (options.last("manage-cgroups-mode").isPresent()) {
      settings = settings.withCgroups(mode(options.last("manage-cgroups-mode").get()));
    }
    for (String namespace : options.all("empty-ns")) {
      if (!namespace.equals("network")) {
        throw new CommandFailure(
            "--empty-ns: namespace " + namespace + " is not supported: network is");
      }
      settings = settings.with(Option.EMPTY_NETWORK);
    }
    return settings;
  }

  /** With criu's own options, where the container's annotations name a file of them. */
  static CriuSettings configured(CriuSettings settings, Map<String, String> annotations) {
    String configuration = annotations.getOrDefault(CONFIGURATION, "");
    return configuration.isEmpty() ? settings : settings.withConfiguration(Path.of(configuration));
  }

  private static CgroupMode mode(String name) {
    if (name.equals("ignore")) {
      // what was saved of its cgroup is not looked at then either: it is made by the configuration
      return CgroupMode.SOFT;
    }
    for (CgroupMode mode : CgroupMode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
        return mode;
      }
    }
    throw new CommandFailure(
        "--manage-cgroups-mode: " + name + ": not supported: soft, full, strict and ignore are");
  }
}
