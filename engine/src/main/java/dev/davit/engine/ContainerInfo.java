package dev.davit.engine;

import dev.davit.runtime.state.ExitStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about a container, running or not, from any process.
 *
 * @param id 64 hexadecimal digits
 * @param name what its user called it
 * @param image the image or the directory its files come from
 * @param command the program and its arguments
 * @param created when
 * @param labels of its user
 * @param status where it is in its life
 * @param pod the id of the pod that it is in, whose keeper alone can remove it
 * @param addresses of that pod, IPv4 or IPv6, the first one first; empty where it has none
 * @param runtime the path of the installed runtime that runs it; empty for Davit's own
 */
public record ContainerInfo(
    String id,
    Optional<String> name,
    String image,
    List<String> command,
    Instant created,
    Map<String, String> labels,
    Status status,
    Optional<String> pod,
    List<String> addresses,
    Optional<String> runtime) {

  /** Copies the collections. */
  public ContainerInfo {
    command = List.copyOf(command);
    labels = Map.copyOf(labels);
    addresses = List.copyOf(addresses);
  }

  /** Where a container is in its life. */
  public sealed interface Status {

    /** Whether it has processes. */
    default boolean isRunning() {
      return this instanceof Running;
    }

    /** One word: creating, created, running or exited. */
    String word();

    /** It is being made, or whoever made it died on the way. */
    record Creating() implements Status {
      @Override
      public String word() {
        return "creating";
      }
    }

    /** It is made, and has not been started: of a container of a pod. */
    record Created() implements Status {
      @Override
      public String word() {
        return "created";
      }
    }

    /**
     * It runs.
     *
     * @param pid its first process, as the host numbers it
     * @param started when its program was executed
     * @param paused whether its processes stand still
     */
    record Running(int pid, Instant started, boolean paused) implements Status {
      @Override
      public String word() {
        return "running";
      }
    }

    /**
     * It has ended.
     *
     * @param finished when; empty if nobody saw it
     * @param exit how; empty if nobody saw it, as after a restart of the machine
     * @param oomKilled whether the kernel killed a process of it for want of memory
     */
    record Exited(Optional<Instant> finished, Optional<ExitStatus> exit, boolean oomKilled)
        implements Status {
      @Override
      public String word() {
        return "exited";
      }
    }
  }

  /** The first 12 digits of the id: enough for people. */
  public String shortId() {
    return shortId(id);
  }

  static String shortId(String id) {
    return id.length() > 12 ? id.substring(0, 12) : id;
  }
}
