package dev.davit.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.davit.cri.ProtoJson;
import dev.davit.cri.v1.Container;
import dev.davit.cri.v1.ContainerFilter;
import dev.davit.cri.v1.ContainerState;
import dev.davit.cri.v1.ContainerStatus;
import dev.davit.cri.v1.ListContainersRequest;
import dev.davit.cri.v1.PodSandbox;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.PodSandboxState;
import dev.davit.cri.v1.PodSandboxStatus;
import dev.davit.cri.v1.PodSandboxStatusResponse;
import dev.davit.cri.v1.RemovePodSandboxRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StopContainerRequest;
import dev.davit.cri.v1.StopPodSandboxRequest;
import dev.davit.daemon.DaemonException;
import dev.davit.engine.pod.DavitAnnotations;
import dev.davit.manifest.PodPlan;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit pod}: pods of a daemon, by its socket. */
final class PodVerb implements Verb {

  private static final long NANOS = 1_000_000_000L;
  private static final String GRACE_SECONDS = "10";
  private static final String PARAMETERS = "run|ps|inspect|stats|stop|rm [POD...]";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "pod",
            "run -f FILE | ps | inspect POD... | stats [POD...] | stop POD... | rm POD...",
            "",
            "Pods of the daemon, which is started if it does not run. A POD is a name, an id, or "
                + "the beginning of an id; its containers are POD/NAME for davit logs, exec and "
                + "the others.",
            "",
            "The file of run is a Pod of Kubernetes in YAML or JSON, with containers, env, "
                + "volumes of kinds emptyDir and hostPath, resources, securityContext, ports, "
                + "hostNetwork, shareProcessNamespace; or JSON in the words of the CRI: "
                + "{\"config\": PodSandboxConfig, \"containers\": [ContainerConfig...]}. A field "
                + "that is unknown, or that a runtime cannot serve, is refused by its path.");
    spec.addOption(Options.value("FILE", "run: the pod; - is the input", "-f", "--file"));
    spec.addOption(
        Options.value(
            "SECONDS",
            "stop: how long its containers may take to end; 0 to kill at once (default: what the "
                + "pod says, or "
                + GRACE_SECONDS
                + ")",
            "-t",
            "--time"));
    spec.addOption(Options.flag("rm: stop those that still run at once", "--force"));
    spec.addOption(Options.flag("ps: those of davit run -d too", "-a", "--all"));
    spec.addOption(Options.flag("ps: print ids only, in full", "-q", "--quiet"));
    spec.addOption(
        Options.value(
            "PATH", "the socket (default: that of the daemon of the run state)", "--socket"));
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters(PARAMETERS, "what to do"));
    return Options.withGlobal(
        spec,
        "  davit pod run -f pod.yaml",
        "  davit pod ps",
        "  davit logs web/app",
        "  davit pod stop -t 30 web && davit pod rm web");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.some(options, "run|ps|inspect|stats|stop|rm");
    List<String> pods = words.subList(1, words.size());
    return switch (words.get(0)) {
      case "run" -> start(options, pods, session);
      case "ps" -> list(options, session);
      case "stats" ->
          PodStatsTable.print(lookup(options, session), pods, Options.json(options), session.out());
      case "inspect" ->
          KillVerb.forEach(given(pods), session, pod -> inspect(options, pod, session));
      case "stop" -> KillVerb.forEach(given(pods), session, pod -> stop(options, pod, session));
      case "rm" -> KillVerb.forEach(given(pods), session, pod -> remove(options, pod, session));
      default ->
          throw new UsageException(
              "\"" + words.get(0) + "\": unknown: use run, ps, inspect, stats, stop or rm");
    };
  }

  private static PodLookup lookup(ParseResult options, Session session) {
    return new PodLookup(DaemonAccess.daemon(session, Options.one(options, "--socket")));
  }

  private static List<String> given(List<String> pods) {
    if (pods.isEmpty()) {
      throw new UsageException("missing POD");
    }
    return pods;
  }

  private static int start(ParseResult options, List<String> more, Session session) {
    String file = Options.one(options, "-f");
    if (file == null || !more.isEmpty()) {
      throw new UsageException("which pod? give -f FILE, and nothing else");
    }
    PodPlan plan = PodStart.read(file, session);
    session.out().println(new PodStart(plan, session, Options.one(options, "--socket")).run());
    return ExitCode.OK;
  }

  private static void inspect(ParseResult options, String pod, Session session) {
    PodLookup lookup = lookup(options, session);
    session.out().println(Json.indented(ProtoJson.write(lookup.status(lookup.id(pod)))));
  }

  /** Its containers end in their own time first: a stop of the sandbox kills what is left. */
  private static void stop(ParseResult options, String pod, Session session) {
    PodLookup lookup = lookup(options, session);
    String id = lookup.id(pod);
    PodSandboxStatusResponse status = lookup.status(id);
    String preset =
        status.status().map(s -> s.annotations().get(PodPlan.GRACE)).orElse(GRACE_SECONDS);
    String seconds = options.matchedOptionValue("-t", preset);
    if (!seconds.matches("[0-9]{1,9}")) {
      throw new UsageException("-t: \"" + seconds + "\": not a whole number of seconds");
    }
    long grace = Long.parseLong(seconds);
    List<Container> containers =
        lookup
            .daemon()
            .call(
                RuntimeService.LIST_CONTAINERS,
                ListContainersRequest.builder()
                    .filter(ContainerFilter.builder().podSandboxId(id).build())
                    .build())
            .containers();
    containers.stream()
        .filter(c -> c.state() == ContainerState.CONTAINER_RUNNING)
        .parallel()
        .forEach(
            c ->
                lookup
                    .daemon()
                    .call(RuntimeService.STOP_CONTAINER, new StopContainerRequest(c.id(), grace)));
    lookup.daemon().call(RuntimeService.STOP_POD_SANDBOX, new StopPodSandboxRequest(id));
  }

  private static void remove(ParseResult options, String pod, Session session) {
    PodLookup lookup = lookup(options, session);
    String id = lookup.id(pod);
    boolean runs =
        lookup.status(id).containersStatuses().stream()
            .anyMatch(c -> c.state() == ContainerState.CONTAINER_RUNNING);
    if (runs && !Options.given(options, "--force")) {
      throw new DaemonException(
          "pod " + pod + ": containers of it run: davit pod stop it first, or give --force");
    }
    lookup.daemon().call(RuntimeService.REMOVE_POD_SANDBOX, new RemovePodSandboxRequest(id));
  }

  private static int list(ParseResult options, Session session) {
    boolean json = Options.json(options);
    PodLookup lookup = lookup(options, session);
    boolean all = Options.given(options, "-a");
    List<PodSandbox> pods =
        lookup.all().stream()
            .filter(p -> all || !p.annotations().containsKey(DavitAnnotations.DETACHED))
            .toList();
    if (json) {
      JsonArray array = new JsonArray();
      pods.forEach(p -> array.add(JsonParser.parseString(ProtoJson.write(p))));
      session.out().println(Json.indented(array.toString()));
    } else if (Options.given(options, "-q")) {
      pods.forEach(p -> session.out().println(p.id()));
    } else {
      table(lookup, pods).print(session.out());
    }
    return ExitCode.OK;
  }

  private static Table table(PodLookup lookup, List<PodSandbox> pods) {
    Instant now = Instant.now();
    Table table =
        new Table("POD ID", "NAME", "NAMESPACE", "STATE", "ADDRESS", "CONTAINERS", "CREATED");
    for (PodSandbox pod : pods) {
      PodSandboxStatusResponse status = lookup.status(pod.id());
      List<ContainerStatus> containers = status.containersStatuses();
      long running =
          containers.stream().filter(c -> c.state() == ContainerState.CONTAINER_RUNNING).count();
      String address =
          status.status().flatMap(PodSandboxStatus::network).map(n -> n.ip()).orElse("");
      table.row(
          pod.id().substring(0, 12),
          PodLookup.name(pod),
          pod.metadata().map(PodSandboxMetadata::namespace).orElse(""),
          state(pod.state()),
          address.isEmpty() ? "-" : address,
          running + "/" + containers.size() + " running",
          Human.ago(Instant.ofEpochSecond(pod.createdAt() / NANOS, pod.createdAt() % NANOS), now));
    }
    return table;
  }

  private static String state(PodSandboxState state) {
    return state.name().substring("SANDBOX_".length()).toLowerCase(Locale.ROOT);
  }
}
