package dev.davit.command;

import dev.davit.daemon.Daemon;
import dev.davit.daemon.DaemonOptions;
import dev.davit.daemon.connect.Limits;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSettings;
import dev.davit.runtime.foreground.UserSignals;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit daemon}: serves the CRI on a Unix socket, in the foreground. */
final class DaemonVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "daemon",
            "[--socket PATH] [--group NAME] [--network bridge|cni|none] [OPTIONS]",
            "",
            "Serves the Kubernetes CRI on a Unix socket, as JSON over HTTP; ends on SIGTERM.",
            "Pods and containers run on when it ends, and are found again when it is started.",
            "A command that needs a daemon, such as davit run -d, starts one by itself, with the "
                + "options that the variable DAVIT_DAEMON_OPTIONS holds.");
    spec.addOption(
        Options.value("PATH", "the socket (default: davit.sock in the run state)", "--socket"));
    spec.addOption(Options.value("NAME", "who may call it beside root", "--group"));
    spec.addOption(Options.value("KIND", "how pods are connected (default: bridge)", "--network"));
    spec.addOption(Options.value("NAME", "of the built-in bridge (default: davit0)", "--bridge"));
    spec.addOption(
        Options.value(
            "CIDR,...",
            "addresses of pods on the bridge (default: 10.89.0.0/16,fd00:da:89::/64)",
            "--pod-cidr"));
    spec.addOption(
        Options.value(
            "DIR", "with --network cni: configurations (default: /etc/cni/net.d)", "--cni-conf"));
    spec.addOption(
        Options.value(
            "DIR:...",
            "with --network cni: plugins (default: /opt/cni/bin:/usr/lib/cni)",
            "--cni-bin"));
    spec.addOption(
        Options.value(
            "DRIVER",
            "who makes the cgroups of pods, as a kubelet asks: cgroupfs (davit itself; the default) "
                + "or systemd, as slices and scopes",
            "--cgroup-driver"));
    spec.addOption(
        Options.value(
            "CGROUP",
            "below which pods are made that name no other (default: /davit/pods, of systemd "
                + "davit.slice)",
            "--cgroup-parent"));
    return Options.withGlobal(
        spec,
        "  davit daemon",
        "  curl --unix-socket /run/davit/davit.sock -H 'content-type: application/json' \\",
        "    -d '{}' http://davit/runtime.v1.RuntimeService/Version");
  }

  @Override
  public int run(ParseResult options, Session session) {
    DaemonOptions daemon =
        new DaemonOptions(
            socket(options, session),
            Optional.ofNullable(options.matchedOptionValue("--group", (String) null)),
            session.root(),
            session.state(),
            version(),
            settings(options, session.root()),
            Limits.DEFAULT);
    CountDownLatch end = new CountDownLatch(1);
    UserSignals.on("TERM", s -> end.countDown());
    UserSignals.on("INT", s -> end.countDown());
    try (Daemon serving = Daemon.open(daemon, System.getenv())) {
      session.err().println("davit: serving on " + serving.socket());
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  private static Path socket(ParseResult options, Session session) {
    String given = Options.one(options, "--socket");
    return given == null ? DaemonOptions.socket(session.state()) : Path.of(given);
  }

  private static PodSettings settings(ParseResult options, Path root) {
    return PodSettings.defaults()
        .withCgroupParent(cgroupParent(options))
        .withNetwork(network(options, root));
  }

  /** The driver is systemd's if it is a slice. */
  private static String cgroupParent(ParseResult options) {
    String driver = options.matchedOptionValue("--cgroup-driver", "cgroupfs");
    boolean systemd = driver.equals("systemd");
    if (!systemd && !driver.equals("cgroupfs")) {
      throw new UsageException("--cgroup-driver: " + driver + ": expected cgroupfs or systemd");
    }
    String parent =
        options.matchedOptionValue(
            "--cgroup-parent", systemd ? "davit.slice" : PodSettings.defaults().cgroupParent());
    if (systemd != PodSettings.defaults().withCgroupParent(parent).bySystemd()) {
      throw new UsageException(
          "--cgroup-parent: "
              + parent
              + (systemd
                  ? ": not a slice, such as davit.slice"
                  : ": a slice is for --cgroup-driver systemd"));
    }
    return parent;
  }

  private static PodNetwork network(ParseResult options, Path root) {
    String network = options.matchedOptionValue("--network", "bridge");
    only(options, network, "bridge", "--bridge", "--pod-cidr");
    only(options, network, "cni", "--cni-conf", "--cni-bin");
    return switch (network) {
      case "bridge" -> bridge(options);
      case "cni" -> cni(options, root);
      case "none" -> new PodNetwork.None();
      default ->
          throw new UsageException("--network: " + network + ": expected bridge, cni or none");
    };
  }

  private static void only(ParseResult options, String network, String kind, String... names) {
    for (String name : names) {
      if (options.hasMatchedOption(name) && !network.equals(kind)) {
        throw new UsageException(name + ": is for --network " + kind + ", not " + network);
      }
    }
  }

  private static PodNetwork bridge(ParseResult options) {
    PodNetwork.Bridge defaults = PodNetwork.Bridge.defaults();
    String cidr = options.matchedOptionValue("--pod-cidr", (String) null);
    try {
      return new PodNetwork.Bridge(
          options.matchedOptionValue("--bridge", defaults.name()),
          cidr == null ? defaults.ranges() : List.of(cidr.split(",")),
          defaults.mtu(),
          defaults.masquerade());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--pod-cidr, --bridge: " + e.getMessage());
    }
  }

  /** What plugins have given is kept below the data root, so that several roots get on. */
  private static PodNetwork cni(ParseResult options, Path root) {
    PodNetwork.Cni defaults = PodNetwork.Cni.defaults();
    String bin = options.matchedOptionValue("--cni-bin", (String) null);
    return new PodNetwork.Cni(
        Path.of(options.matchedOptionValue("--cni-conf", defaults.configuration().toString())),
        bin == null ? defaults.plugins() : Stream.of(bin.split(":")).map(Path::of).toList(),
        root.resolve("networks").resolve("cni"));
  }

  /** The version of the jar; the CRI wants it as semver. */
  private static String version() {
    String version = DaemonVerb.class.getPackage().getImplementationVersion();
    return version == null ? "0.0.0-development" : version;
  }
}
