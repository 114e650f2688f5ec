package dev.davit.engine.pod;

import java.util.List;

/**
 * What a checkpoint of a pod has become.
 *
 * @param pod the new sandbox
 * @param containerIds its containers, which run, in the order in which they were asked for
 */
public record RestoredPod(PodStatus pod, List<String> containerIds) {
  /** Copies the list. */
  public RestoredPod {
    containerIds = List.copyOf(containerIds);
  }
}
