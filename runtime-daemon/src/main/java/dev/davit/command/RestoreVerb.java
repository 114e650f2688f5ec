package dev.davit.command;

import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.ContainerMetadata;
import dev.davit.cri.v1.ImageSpec;
import dev.davit.cri.v1.LinuxPodSandboxConfig;
import dev.davit.cri.v1.LinuxSandboxSecurityContext;
import dev.davit.cri.v1.NamespaceMode;
import dev.davit.cri.v1.NamespaceOption;
import dev.davit.cri.v1.PodSandboxConfig;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.PortMapping;
import dev.davit.cri.v1.Protocol;
import dev.davit.engine.checkpoint.CheckpointArchive;
import dev.davit.engine.pod.DavitAnnotations;
import dev.davit.engine.pod.PodConfig;
import dev.davit.oci.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit restore}: makes a container of an archive, which goes on where it was saved. */
final class RestoreVerb implements Verb {

  private static final String LOG = "container.log";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "restore",
            "--import FILE [--name NAME]",
            "",
            "Makes a container in the background of an archive of davit checkpoint. It goes on "
                + "where it was saved, with its memory, files and log, and gets the mounts, "
                + "ports, limits and rights that the archive says: restore only what you would "
                + "run with all of that. Its image has to be here.");
    spec.addOption(Options.value("FILE", "the archive", "-i", "--import"));
    spec.addOption(
        Options.value("NAME", "its name (default: the one that it had)", "-n", "--name"));
    return Options.withGlobal(
        spec, "  davit restore --import web.tar", "  davit restore -i web.tar --name web2");
  }

  @Override
  public int run(ParseResult options, Session session) {
    String file = Options.one(options, "-i");
    if (file == null) {
      throw new UsageException("--import: missing: the archive of davit checkpoint");
    }
    Path archive = Path.of(file).toAbsolutePath().normalize();
    if (!Files.isRegularFile(archive)) {
      throw new UsageException("--import: " + archive + ": no such file");
    }
    PodConfig pod = Json.parse(PodConfig.class, "pod", text(archive, CheckpointArchive.POD));
    dev.davit.engine.pod.ContainerConfig was =
        Json.parse(
            dev.davit.engine.pod.ContainerConfig.class,
            "container",
            text(archive, CheckpointArchive.CONTAINER));
    String given = Options.one(options, "-n");
    String name = given == null ? was.metadata().name() : given;
    session.out().println(restore(archive, pod, name, session));
    return ExitCode.OK;
  }

  private static String text(Path archive, String name) {
    return CheckpointArchive.read(archive, name)
        .orElseThrow(
            () ->
                new UsageException(
                    "--import: "
                        + archive
                        + ": no archive of davit checkpoint: there is no "
                        + name
                        + " in it"));
  }

  private static String restore(Path archive, PodConfig pod, String name, Session session) {
    DaemonClient daemon = DaemonAccess.daemon(session);
    return PodMaking.make(
        daemon,
        sandbox(pod, name),
        made -> {
          String container = made.create(container(archive, name));
          session.davit().name(container, name);
          made.start(container);
          return container;
        });
  }

  private static ContainerConfig container(Path archive, String name) {
    return ContainerConfig.builder()
        .metadata(new ContainerMetadata(name, 0))
        .image(
            ImageSpec.builder()
                .image(archive.toString())
                .userSpecifiedImage(archive.toString())
                .build())
        .annotations(Map.of(DavitAnnotations.CHECKPOINT, "recorded"))
        .logPath(LOG)
        .build();
  }

  private static PodSandboxConfig sandbox(PodConfig was, String name) {
    boolean host =
        was.linux().security().namespaceOptions().network()
            == dev.davit.engine.pod.NamespaceMode.NODE;
    NamespaceOption namespaces =
        NamespaceOption.builder()
            .network(host ? NamespaceMode.NODE : NamespaceMode.POD)
            .pid(NamespaceMode.CONTAINER)
            .ipc(NamespaceMode.POD)
            .build();
    List<PortMapping> ports = was.portMappings().stream().map(RestoreVerb::port).toList();
    return PodSandboxConfig.builder()
        .metadata(
            PodSandboxMetadata.builder()
                .name(name)
                .uid(UUID.randomUUID().toString())
                .namespace(DetachedRun.NAMESPACE)
                .build())
        .hostname(was.hostname())
        .labels(was.labels())
        .annotations(was.annotations())
        .portMappings(ports)
        .linux(
            LinuxPodSandboxConfig.builder()
                .cgroupParent(was.linux().cgroupParent().orElse(""))
                .securityContext(
                    LinuxSandboxSecurityContext.builder().namespaceOptions(namespaces).build())
                .build())
        .build();
  }

  private static PortMapping port(dev.davit.engine.pod.PortMapping was) {
    return PortMapping.builder()
        .protocol(Protocol.valueOf(was.protocol().name()))
        .containerPort(was.containerPort())
        .hostPort(was.hostPort())
        .hostIp(was.hostIp().orElse(""))
        .build();
  }
}
