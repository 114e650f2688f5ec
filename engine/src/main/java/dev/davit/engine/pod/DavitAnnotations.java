package dev.davit.engine.pod;

import dev.davit.engine.OptionException;
import dev.davit.engine.Tmpfs;
import dev.davit.engine.pod.PodException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be asked of pods and containers that the CRI has no field for, as annotations. */
public final class DavitAnnotations {

  /**
   * Of a pod that was made for one container: {@code true}. Such a container may be started again
   * when it has ended, as no orchestrator makes a new one in its place.
   */
  public static final String DETACHED = "davit.dev/detached";

  /** Of a pod: {@code true} to remove it when all its containers have ended. */
  public static final String REMOVE = "davit.dev/remove";

  /**
   * Of a pod: whether its containers are started again when they have ended, in the words of {@link
   * RestartPolicy#parse}. Not together with {@link #REMOVE}.
   */
  public static final String RESTART = "davit.dev/restart";

  /** Of a container: {@code true} if somebody wanted it to end; the daemon writes it. */
  public static final String STOPPED = "davit.dev/stopped";

  /** Of a container: how often it was started again in a row; the daemon writes it. */
  public static final String RESTARTS = "davit.dev/restarts";

  /** Of a pod: {@code none} for a network namespace with nothing but a loopback interface. */
  public static final String NETWORK = "davit.dev/network";

  /** Of a container: how many processes and threads it may have. */
  public static final String PIDS_LIMIT = "davit.dev/pids-limit";

  /** Of a container: file systems in memory, one {@code DST[:size=64m]} to a line. */
  public static final String TMPFS = "davit.dev/tmpfs";

  /**
   * Of a container that is made of a checkpoint of Davit: {@code recorded} to give it the mounts,
   * devices, limits and rights that the archive says, and not those of the request. Only for
   * archives of somebody who may have all that.
   */
  public static final String CHECKPOINT = "davit.dev/checkpoint";

  private DavitAnnotations() {}

  static boolean isTrue(Map<String, String> annotations, String name) {
    return Boolean.parseBoolean(annotations.get(name));
  }

  /** Refuses a policy that there is not, or that the pod cannot have. */
  static void checkRestart(PodConfig config) {
    String asked = config.annotations().get(RESTART);
    if (asked == null) {
      return;
    }
    try {
      RestartPolicy.parse(asked);
    } catch (IllegalArgumentException e) {
      throw invalid(RESTART, e.getMessage());
    }
    if (isTrue(config.annotations(), REMOVE)) {
      throw invalid(RESTART, "excludes " + REMOVE + ": what is removed cannot be restarted");
    }
  }

  /** Whether a container of the pod that has ended may be started again. */
  static boolean mayStartAgain(PodConfig config) {
    return isTrue(config.annotations(), DETACHED) || config.annotations().containsKey(RESTART);
  }

  static boolean hasNoNetwork(PodConfig config) {
    String asked = config.annotations().getOrDefault(NETWORK, "");
    if (!asked.isEmpty() && !asked.equals("none")) {
      throw invalid(NETWORK, "\"" + asked + "\": unknown: use none");
    }
    return asked.equals("none");
  }

  static Optional<Long> pidsLimit(Map<String, String> annotations) {
    String text = annotations.getOrDefault(PIDS_LIMIT, "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.matches("[1-9][0-9]{0,9}")) {
      throw invalid(PIDS_LIMIT, "\"" + text + "\": not a whole number above 0");
    }
    return Optional.of(Long.parseLong(text));
  }

  /** The container with the mounts in memory that its annotations ask for. */
  static ContainerConfig withTmpfs(ContainerConfig config) {
    List<PodMount> mounts = new ArrayList<>(config.mounts());
    for (String line : config.annotations().getOrDefault(TMPFS, "").split("\n")) {
      if (!line.isBlank()) {
        mounts.add(tmpfs(line));
      }
    }
    return config.withMounts(mounts);
  }

  private static PodMount tmpfs(String text) {
    try {
      Tmpfs tmpfs = Tmpfs.parse(text);
      List<String> options = new ArrayList<>(List.of("tmpfs"));
      options.addAll(tmpfs.options());
      return PodMount.of(tmpfs.destination()).withOptions(options);
    } catch (OptionException e) {
      throw invalid(TMPFS, e.getMessage());
    }
  }

  private static PodException invalid(String name, String message) {
    return new PodException(Reason.INVALID, "annotation " + name + ": " + message);
  }
}
