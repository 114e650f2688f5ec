package dev.davit.engine.checkpoint;

import java.util.List;

/**
 * What is in the checkpoint of a pod: {@code pod.options} of its directory, with the names that
 * podman and checkpointctl give to the fields.
 *
 * @param version of the form, 1
 * @param containers the names of the archives without their {@code .tar}
 */
public record PodOptions(int version, List<String> containers) {

  /** The name of the file. */
  public static final String FILE = "pod.options";

  /** The file that says what the pod was made of. */
  public static final String POD = "pod.dump";

  /** Copies the list. */
  public PodOptions {
    containers = List.copyOf(containers);
  }
}
