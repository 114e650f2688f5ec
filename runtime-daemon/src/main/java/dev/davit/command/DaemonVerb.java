package dev.davit.command;

import dev.davit.daemon.Daemon;
import dev.davit.daemon.DaemonOptions;
import dev.davit.daemon.connect.Limits;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSettings;
import dev.davit.runtime.foreground.UserSignals;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit daemon}: serves the CRI on a Unix socket, in the foreground. */
final class DaemonVerb implements Verb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "daemon",
            "[--socket PATH] [--group NAME] [--network bridge|cni|none]",
            "",
            "Serves the Kubernetes CRI on a Unix socket, as JSON over HTTP; ends on SIGTERM.",
            "Pods and containers run on when it ends, and are found again when it is started.");
    spec.addOption(
        Options.value("PATH", "the socket (default: /run/davit/davit.sock)", "--socket"));
    spec.addOption(Options.value("NAME", "who may call it beside root", "--group"));
    spec.addOption(Options.value("KIND", "how pods are connected (default: bridge)", "--network"));
    spec.addOption(
        Options.value(
            "CGROUP", "below which pods are made (default: /davit/pods)", "--cgroup-parent"));
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
            Path.of(options.matchedOptionValue("--socket", DaemonOptions.DEFAULT_SOCKET + "")),
            Optional.ofNullable(options.matchedOptionValue("--group", (String) null)),
            session.root(),
            session.state(),
            version(),
            settings(options),
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

  private static PodSettings settings(ParseResult options) {
    String parent = options.matchedOptionValue("--cgroup-parent", (String) null);
    PodSettings defaults =
        parent == null ? PodSettings.defaults() : PodSettings.defaults().withCgroupParent(parent);
    String network = options.matchedOptionValue("--network", "bridge");
    return switch (network) {
      case "bridge" -> defaults;
      case "cni" -> defaults.withNetwork(PodNetwork.Cni.defaults());
      case "none" -> defaults.withNetwork(new PodNetwork.None());
      default ->
          throw new UsageException("--network: " + network + ": expected bridge, cni or none");
    };
  }

  /** The version of the jar; the CRI wants it as semver. */
  private static String version() {
    String version = DaemonVerb.class.getPackage().getImplementationVersion();
    return version == null ? "0.0.0-development" : version;
  }
}
