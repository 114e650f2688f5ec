package dev.davit.command;

import dev.davit.cri.v1.PortMapping;
import dev.davit.engine.ContainerBuilder;
import dev.davit.engine.PullPolicy;
import dev.davit.engine.network.NetworkRequest.HostPort;
import dev.davit.oci.DavitException;
import dev.davit.runtime.installed.InstalledRuntime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code davit run}: starts a container and stays in front of it until it ends, or hands it to the
 * daemon.
 */
final class RunVerb implements ProgramVerb {

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "run",
            "[OPTION...] IMAGE [COMMAND...]%n       davit run [OPTION...] --rootfs DIR COMMAND...",
            "",
            "Starts a container and waits for it. What follows the image, or the options where "
                + "--rootfs is given, is the program and its arguments. Signals such as Ctrl-C go "
                + "to the container. With -d it is handed to the daemon, which is started if it "
                + "does not run: its id is printed, it runs on, its output is kept for davit "
                + "logs, and it stays until davit rm, or with --rm until it ends.");
    spec.addOption(Options.flag("let the daemon keep it, and do not wait", "-d", "--detach"));
    RunOptions.declare(spec);
    spec.addOption(
        Options.values(
            "[ADDRESS:]HOST-PORT:PORT[/PROTOCOL]",
            "with -d or --net pasta: connect a port of this machine with one of the container",
            "-p",
            "--publish"));
    spec.addOption(
        Options.value(
            "POLICY",
            "with -d: start it again when it has ended: no, on-failure[:N], always or "
                + "unless-stopped; not after davit stop, nor after a restart of the machine",
            "--restart"));
    spec.addOption(
        Options.value(
            "NAME|PATH",
            "have it run by a runtime that is installed here and has the command line of runc, such"
                + " as runc or crun (default: davit, its own); not with -d, nor with a network that"
                + " a program serves",
            "--runtime"));
    spec.addOption(
        Options.value(
            "POLICY",
            "pull the image first: always, missing (if it is not here; the default) or never",
            "--pull"));
    Registries.declarePlatform(spec);
    Registries.declare(spec);
    spec.addPositional(Options.parameters("IMAGE [COMMAND...]", "image, program, arguments"));
    return Options.withGlobal(
        spec,
        "  davit run --rootfs / sh -c 'id; ps'         a throw-away copy of this very machine",
        "  davit run --rm -it debian:12 bash           a shell in an image, with a terminal",
        "  davit run --rm --memory 64m --cpus 0.5 --pids 100 debian:12 make test",
        "  davit run --rm -v ./src:/src:ro -w /src -u 1000:1000 debian:12 ls -l",
        "  davit run --rm --pull always registry.example/app:1",
        "  davit run -d --name web -p 8080:80 httpd    in the background; then davit logs -f web",
        "  davit run --rm --runtime runc debian:12 id  the same image, run by runc",
        "  tar -c . | davit run --rm -i debian:12 tar -t",
        "",
        "Exit codes:",
        "  the container's own; 128+N if signal N killed it; 127 if the program was not found;",
        "  126 if it could not be executed; 125 if davit itself failed, or was called wrongly.");
  }

  @Override
  public boolean stopsAtFirstParameter() {
    return true;
  }

  @Override
  public String cure(DavitException failure) {
    return RunOptions.cure(failure);
  }

  @Override
  public int run(ParseResult options, Session session) {
    ContainerBuilder builder = RunOptions.builder(options, session);
    if (Options.given(options, "-d")) {
      return detached(options, session);
    }
    publish(options, builder);
    String runtime = Options.one(options, "--runtime");
    if (runtime != null) {
      builder.runtime(runtime);
    }
    if (Options.given(options, "--restart")) {
      throw new UsageException("--restart: only with -d: nobody is there to do it later");
    }
    Foreground foreground =
        new Foreground(session, Options.given(options, "-t"), Options.given(options, "-i"));
    ensureImage(options, session);
    return foreground.run(stdio -> new ContainerTask(builder.stdio(stdio).start(), session));
  }

  private static int detached(ParseResult options, Session session) {
    String runtime = Options.one(options, "--runtime");
    if (runtime != null && !runtime.equals(InstalledRuntime.DAVIT)) {
      throw new UsageException(
          "--runtime "
              + runtime
              + ": not with -d: the daemon keeps containers of Davit's own only");
    }
    DetachedRun run = new DetachedRun(options, session);
    run.check();
    ensureImage(options, session);
    session.out().println(run.start());
    return ExitCode.OK;
  }

  private static void publish(ParseResult options, ContainerBuilder builder) {
    if (Options.given(options, "-p") && !"pasta".equals(Options.one(options, "--net"))) {
      throw new UsageException(
          "-p: only with -d or --net pasta: in the foreground --net host shows the host's");
    }
    for (PortMapping port : new DetachedPorts(Options.all(options, "-p")).mappings()) {
      String address = port.hostIp();
      builder.publish(
          new HostPort(
              port.protocol().name().toLowerCase(Locale.ROOT),
              address.isEmpty() ? Optional.empty() : Optional.of(address),
              port.hostPort(),
              port.containerPort()));
    }
  }

  /** Pulls the image if the policy says so. */
  private static void ensureImage(ParseResult options, Session session) {
    String given = Options.one(options, "--pull");
    PullPolicy policy = given == null ? PullPolicy.MISSING : PullPolicy.parse(given);
    List<String> words = Options.parameters(options);
    if (Options.one(options, "--rootfs") != null || words.isEmpty()) {
      return;
    }
    String name = words.get(0);
    try (PullProgress progress = new PullProgress(session.err())) {
      Registries.images(options, session, name)
          .ensure(name, policy, Registries.pull(options, progress));
    }
  }
}
