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
import dev.davit.manifest.PodPlan;
import java.time.Instant;
import java.util.ArrayList;
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
            "run -f FILE | ps | inspect POD... | stats [POD...] | stop POD... | rm [-f] POD...",
            "",
            "Pods of the daemon, which is started if it does not run. A POD is a name, an id, or "
                + "the beginning of an id; its containers are POD/NAME for davit logs, exec and "
                + "the others.",
            "",
            "The file of run is a Pod of Kubernetes in YAML or JSON, with containers, env, "
                + "volumes of kinds emptyDir and hostPath, resources, securityContext, ports, "
                + "hostNetwork, shareProcessNamespace, restartPolicy (Always if nothing is said; what "
                + "davit stop ends stays so); or JSON in the words of the CRI: "
                + "{\"config\": PodSandboxConfig, \"containers\": [ContainerConfig...]}. A field "
                + "that is unknown, or that a runtime cannot serve, is refused by its path.");
    spec.addOption(
        Options.optionalValue(
            "FILE", "run: the pod, - is the input; rm: kill what still runs", "-f", "--file"));
    spec.addOption(
        Options.value(
            "SECONDS",
            "stop: how long its containers may take to end; 0 to kill at once (default: what the "
                + "pod says, or "
                + GRACE_SECONDS
                + ")",
            "-t",
            "--time"));
    spec.addOption(Options.flag("rm: kill what still runs", "--force"));
    spec.addOption(
        Options.flag(
            "ps, stats: those of davit run -d too; stop, rm: all that ps shows", "-a", "--all"));
    spec.addOption(Options.flag("stats: print once and end", "--no-stream"));
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
        "  davit pod stats --no-stream web",
        "  davit pod stop -t 30 web && davit pod rm web",
        "  davit pod rm -f web db");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.some(options, "run|ps|inspect|stats|stop|rm");
    List<String> pods = words.subList(1, words.size());
    return switch (words.get(0)) {
      case "run" -> start(options, pods, session);
      case "ps", "ls" -> list(options, session);
      case "stats" ->
          new PodStatsTable(lookup(options, session), pods, Options.given(options, "-a"))
              .print(Options.json(options), Options.given(options, "--no-stream"), session.out());
      case "inspect" ->
          KillVerb.forEach(given(pods), session, pod -> inspect(options, pod, session));
      case "stop" ->
          KillVerb.forEach(
              meant(pods, options, session), session, pod -> stop(options, pod, session));
      case "rm" -> {
        List<String> meant = meant(withForced(pods, options), options, session);
        yield KillVerb.forEach(meant, session, pod -> remove(options, pod, session));
      }
      default ->
          throw new UsageException(
              "\"" + words.get(0) + "\": unknown: use run, ps, inspect, stats, stop or rm");
    };
  }

  private static PodLookup lookup(ParseResult options, Session session) {
    return new PodLookup(DaemonAccess.daemon(session, Options.one(options, "--socket")));
  }

  /** {@code rm -f POD}: what {@code -f} takes for its file is the first pod. */
  private static List<String> withForced(List<String> pods, ParseResult options) {
    String file = Options.one(options, "-f");
    if (file == null || file.isEmpty()) {
      return pods;
    }
    List<String> all = new ArrayList<>(List.of(file));
    all.addAll(pods);
    return all;
  }

  private static List<String> meant(List<String> pods, ParseResult options, Session session) {
    if (!Options.given(options, "-a")) {
      return given(pods);
    }
    if (!pods.isEmpty()) {
      throw new UsageException("-a: all, or \"" + pods.get(0) + "\"? give one of both");
    }
    return lookup(options, session).shown(false).stream().map(PodSandbox::id).toList();
  }

  private static List<String> given(List<String> pods) {
    if (pods.isEmpty()) {
      throw new UsageException("missing POD");
    }
    return pods;
  }

  private static int start(ParseResult options, List<String> more, Session session) {
    String file = Options.one(options, "-f");
    if (file == null || file.isEmpty() || !more.isEmpty()) {
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
    if (runs && !Options.given(options, "--force") && !Options.given(options, "-f")) {
      throw new DaemonException(
          "pod " + pod + ": containers of it run: davit pod stop it first, or davit pod rm -f");
    }
    lookup.daemon().call(RuntimeService.REMOVE_POD_SANDBOX, new RemovePodSandboxRequest(id));
  }

  private static int list(ParseResult options, Session session) {
    boolean json = Options.json(options);
    PodLookup lookup = lookup(options, session);
    List<PodSandbox> pods = lookup.shown(Options.given(options, "-a"));
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
