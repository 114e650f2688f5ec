package dev.davit.command;

import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.ImageSpec;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.daemon.DaemonException;
import dev.davit.engine.PullPolicy;
import dev.davit.image.ImageException;
import dev.davit.image.registry.PullRequest;
import dev.davit.linux.IoFailure;
import dev.davit.manifest.PodFile;
import dev.davit.manifest.PodPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Makes a pod of a file, with its volumes and containers; of one that fails nothing is left. */
final class PodStart {

  private final PodPlan plan;
  private final Session session;
  private final String socket;

  /**
   * A start.
   *
   * @param socket of the daemon; null for that of the run state
   */
  PodStart(PodPlan plan, Session session, String socket) {
    this.plan = plan;
    this.session = session;
    this.socket = socket;
  }

  /** Reads a file, or the input for a dash. */
  static PodPlan read(String file, Session session) {
    try {
      String text =
          file.equals("-")
              ? new String(session.in().readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(Path.of(file));
      return PodFile.read(file, text);
    } catch (IOException e) {
      throw new UsageException("-f: " + file + ": " + IoFailure.reason(e));
    } catch (InvalidPathException e) {
      throw new UsageException("-f: " + e.getMessage());
    }
  }

  /**
   * Makes and starts it.
   *
   * @return its id
   */
  String run() {
    checkPaths();
    pull();
    DaemonClient daemon = DaemonAccess.daemon(session, socket);
    refuseTwice(daemon);
    return PodMaking.make(
        daemon,
        plan.sandbox(),
        pod -> {
          for (ContainerConfig container : plan.containers(volume -> path(pod.id(), volume))) {
            pod.start(pod.create(container));
          }
          return pod.id();
        });
  }

  /** A pod that there is would be joined, and removed again when this one cannot be made. */
  private void refuseTwice(DaemonClient daemon) {
    PodSandboxMetadata wanted = plan.sandbox().metadata().orElseThrow();
    new PodLookup(daemon)
        .all().stream()
            .filter(p -> p.metadata().filter(m -> isSame(m, wanted)).isPresent())
            .findFirst()
            .ifPresent(
                p -> {
                  throw new DaemonException(
                      "pod "
                          + wanted.name()
                          + ": there is one of this name in namespace "
                          + wanted.namespace()
                          + ": davit pod rm it first");
                });
  }

  private static boolean isSame(PodSandboxMetadata a, PodSandboxMetadata b) {
    return a.name().equals(b.name()) && a.namespace().equals(b.namespace());
  }

  private void pull() {
    for (ContainerConfig container : plan.containers()) {
      String image = container.image().map(ImageSpec::image).orElse("");
      if (image.isEmpty()) {
        continue;
      }
      PullPolicy policy =
          switch (plan.pull().getOrDefault(image, "IfNotPresent")) {
            case "Always" -> PullPolicy.ALWAYS;
            case "Never" -> PullPolicy.NEVER;
            default -> PullPolicy.MISSING;
          };
      try (PullProgress progress = new PullProgress(session.err())) {
        session
            .davit()
            .images()
            .ensure(image, policy, new PullRequest(Optional.empty(), Optional.empty(), progress));
      } catch (ImageException.NotFound e) {
        throw new DaemonException(
            e.getMessage()
                + ": davit pull, davit load or davit import brings one in, as does another"
                + " imagePullPolicy");
      }
    }
  }

  /** What has to be there is looked for before anything is made. */
  private void checkPaths() {
    plan.volumes()
        .forEach(
            (name, volume) -> {
              if (volume instanceof PodPlan.Volume.HostPath host) {
                HostPaths.check(name, host);
              }
            });
  }

  private String path(String pod, String volume) {
    PodPlan.Volume kind = plan.volumes().get(volume);
    if (kind instanceof PodPlan.Volume.HostPath host) {
      return HostPaths.made(volume, host).toString();
    }
    Path directory = session.root().resolve("pods").resolve(pod);
    Path path = directory.resolve("volumes").resolve(volume);
    try {
      if (!Files.isDirectory(directory)) {
        throw new DaemonException(
            "volume " + volume + ": the daemon has another --root: give that of it");
      }
      Files.createDirectories(path);
      // As a kubelet makes it: for whoever the containers run as.
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
      return path.toString();
    } catch (IOException e) {
      throw new DaemonException("volume " + volume + ": " + path + ": " + IoFailure.reason(e), e);
    }
  }
}
