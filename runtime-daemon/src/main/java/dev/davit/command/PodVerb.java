package dev.davit.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.cri.CriClient;
import dev.davit.cri.CriException;
import dev.davit.cri.JsonException;
import dev.davit.cri.ProtoJson;
import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.ContainerStatus;
import dev.davit.cri.v1.CreateContainerRequest;
import dev.davit.cri.v1.ListPodSandboxRequest;
import dev.davit.cri.v1.PodSandbox;
import dev.davit.cri.v1.PodSandboxConfig;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.PodSandboxStatusRequest;
import dev.davit.cri.v1.PodSandboxStatusResponse;
import dev.davit.cri.v1.RemovePodSandboxRequest;
import dev.davit.cri.v1.RunPodSandboxRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StartContainerRequest;
import dev.davit.cri.v1.StopPodSandboxRequest;
import dev.davit.daemon.DaemonOptions;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit pod}: pods of a daemon, by its socket. */
final class PodVerb implements Verb {

  private static final long NANOS = 1_000_000_000L;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "pod",
            "run -f FILE | ps | inspect POD... | stop POD... | rm POD...",
            "",
            "Pods of the daemon that serves the socket. The file of run is JSON in the words of the "
                + "CRI: {\"config\": PodSandboxConfig, \"containers\": [ContainerConfig...]}; - is the "
                + "input. A POD is a name, an id, or the beginning of an id.");
    spec.addOption(Options.value("FILE", "run: the pod and its containers", "-f", "--file"));
    spec.addOption(
        Options.value("PATH", "the socket (default: /run/davit/davit.sock)", "--socket"));
    spec.addOption(Options.flag("ps: print ids only, in full", "-q", "--quiet"));
    spec.addOption(Options.output());
    spec.addPositional(Options.parameters("run|ps|inspect|stop|rm", "what to do"));
    return Options.withGlobal(
        spec, "  davit pod run -f pod.json", "  davit pod ps", "  davit pod rm web");
  }

  @Override
  public int run(ParseResult options, Session session) {
    List<String> words = Options.some(options, "run|ps|inspect|stop|rm");
    List<String> pods = words.subList(1, words.size());
    CriClient daemon =
        CriClient.at(
            Path.of(options.matchedOptionValue("--socket", DaemonOptions.DEFAULT_SOCKET + "")));
    try {
      return run(words.get(0), pods, options, session, daemon);
    } catch (CriException e) {
      session.warn(
          e.getMessage()
              + (e.code() == dev.davit.cri.Code.UNAVAILABLE
                  ? ": is there a daemon? davit daemon starts one"
                  : ""));
      return ExitCode.FAILURE;
    }
  }

  private static int run(
      String word, List<String> pods, ParseResult options, Session session, CriClient daemon) {
    switch (word) {
      case "run" -> {
        String file = options.matchedOptionValue("-f", (String) null);
        if (file == null || !pods.isEmpty()) {
          throw new UsageException("which pod? give -f FILE, and nothing else");
        }
        session.out().println(start(daemon, document(file, session), file));
      }
      case "ps" -> list(daemon, options, session);
      case "inspect" -> {
        for (String pod : given(pods)) {
          session.out().println(Json.indented(ProtoJson.write(status(daemon, find(daemon, pod)))));
        }
      }
      case "stop" -> {
        for (String pod : given(pods)) {
          daemon.call(
              RuntimeService.STOP_POD_SANDBOX, new StopPodSandboxRequest(find(daemon, pod)));
        }
      }
      case "rm" -> {
        for (String pod : given(pods)) {
          daemon.call(
              RuntimeService.REMOVE_POD_SANDBOX, new RemovePodSandboxRequest(find(daemon, pod)));
        }
      }
      default ->
          throw new UsageException("\"" + word + "\": unknown: use run, ps, inspect, stop or rm");
    }
    return ExitCode.OK;
  }

  private static List<String> given(List<String> pods) {
    if (pods.isEmpty()) {
      throw new UsageException("missing POD");
    }
    return pods;
  }

  private static JsonObject document(String file, Session session) {
    try {
      String text =
          file.equals("-")
              ? new String(session.in().readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(Path.of(file));
      JsonElement document = JsonParser.parseString(text);
      if (document.isJsonObject() && document.getAsJsonObject().has("config")) {
        return document.getAsJsonObject();
      }
      throw new UsageException(file + ": expected {\"config\": …, \"containers\": […]}");
    } catch (JsonParseException e) {
      throw new UsageException(file + ": not JSON: " + e.getMessage());
    } catch (IOException e) {
      throw new UsageException(file + ": " + IoFailure.reason(e));
    }
  }

  /** Starts a pod and its containers; of one that does not start nothing is left. */
  private static String start(CriClient daemon, JsonObject document, String file) {
    PodSandboxConfig config;
    List<ContainerConfig> containers = new ArrayList<>();
    try {
      config = ProtoJson.read(PodSandboxConfig.class, document.get("config").toString());
      JsonElement list = document.get("containers");
      for (JsonElement container : list == null ? new JsonArray() : list.getAsJsonArray()) {
        containers.add(ProtoJson.read(ContainerConfig.class, container.toString()));
      }
    } catch (JsonException | IllegalStateException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
    String pod =
        daemon
            .call(
                RuntimeService.RUN_POD_SANDBOX,
                RunPodSandboxRequest.builder().config(config).build())
            .podSandboxId();
    try {
      for (ContainerConfig container : containers) {
        String id =
            daemon
                .call(
                    RuntimeService.CREATE_CONTAINER,
                    CreateContainerRequest.builder()
                        .podSandboxId(pod)
                        .config(container)
                        .sandboxConfig(config)
                        .build())
                .containerId();
        daemon.call(RuntimeService.START_CONTAINER, new StartContainerRequest(id));
      }
      return pod;
    } catch (CriException e) {
      daemon.call(RuntimeService.REMOVE_POD_SANDBOX, new RemovePodSandboxRequest(pod));
      throw e;
    }
  }

  private static List<PodSandbox> pods(CriClient daemon) {
    return daemon
        .call(RuntimeService.LIST_POD_SANDBOX, ListPodSandboxRequest.builder().build())
        .items();
  }

  private static String find(CriClient daemon, String nameOrId) {
    List<PodSandbox> found =
        pods(daemon).stream()
            .filter(p -> p.id().startsWith(nameOrId) || name(p).equals(nameOrId))
            .toList();
    if (found.size() != 1) {
      throw new CriException(
          dev.davit.cri.Code.NOT_FOUND,
          "pod " + nameOrId + (found.isEmpty() ? ": no such pod" : ": fits more than one"));
    }
    return found.get(0).id();
  }

  private static String name(PodSandbox pod) {
    return pod.metadata().map(PodSandboxMetadata::name).orElse("");
  }

  private static PodSandboxStatusResponse status(CriClient daemon, String pod) {
    return daemon.call(
        RuntimeService.POD_SANDBOX_STATUS,
        PodSandboxStatusRequest.builder().podSandboxId(pod).build());
  }

  private static void list(CriClient daemon, ParseResult options, Session session) {
    List<PodSandbox> pods = pods(daemon);
    if (Options.json(options)) {
      JsonArray array = new JsonArray();
      pods.forEach(p -> array.add(JsonParser.parseString(ProtoJson.write(p))));
      session.out().println(Json.indented(array.toString()));
    } else if (Options.given(options, "-q")) {
      pods.forEach(p -> session.out().println(p.id()));
    } else {
      Instant now = Instant.now();
      Table table =
          new Table("POD ID", "NAME", "NAMESPACE", "STATE", "ADDRESS", "CONTAINERS", "CREATED");
      for (PodSandbox pod : pods) {
        PodSandboxStatusResponse status = status(daemon, pod.id());
        List<ContainerStatus> containers = status.containersStatuses();
        String address = status.status().flatMap(s -> s.network()).map(n -> n.ip()).orElse("");
        table.row(
            pod.id().substring(0, 12),
            name(pod),
            pod.metadata().map(PodSandboxMetadata::namespace).orElse(""),
            pod.state().name().substring("SANDBOX_".length()).toLowerCase(java.util.Locale.ROOT),
            address.isEmpty() ? "-" : address,
            String.valueOf(containers.size()),
            Human.ago(
                Instant.ofEpochSecond(pod.createdAt() / NANOS, pod.createdAt() % NANOS), now));
      }
      table.print(session.out());
    }
  }
}
