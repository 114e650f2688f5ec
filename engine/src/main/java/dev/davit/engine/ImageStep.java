package dev.davit.engine;

import dev.davit.oci.image.Digest;
import dev.davit.oci.image.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One step by which an image was made (image-spec 1.1, config.md, "history"), or a layer of which
 * its maker says nothing.
 *
 * @param layer the digest of the content of the layer that the step made (its diff id); empty if it
 *     made none
 * @param sizeBytes of the files of that layer
 * @param created when, in RFC 3339
 * @param createdBy the command
 * @param author who
 * @param comment a remark
 */
public record ImageStep(
    Optional<String> layer,
    long sizeBytes,
    Optional<String> created,
    Optional<String> createdBy,
    Optional<String> author,
    Optional<String> comment) {

  /**
   * The steps, the first one first. The layers above those that the history tells of follow as
   * steps of which nothing is known.
   *
   * @param sizes of the layers, in bytes, one for each
   */
  static List<ImageStep> of(List<History> history, List<Digest> layers, List<Long> sizes) {
    List<ImageStep> steps = new ArrayList<>();
    int next = 0;
    for (History step : history) {
      boolean made = !step.emptyLayer() && next < layers.size();
      steps.add(
          new ImageStep(
              made ? Optional.of(layers.get(next).toString()) : Optional.empty(),
              made ? sizes.get(next) : 0,
              step.created(),
              step.createdBy(),
              step.author(),
              step.comment()));
      next += made ? 1 : 0;
    }
    for (; next < layers.size(); next++) {
      Optional<String> unknown = Optional.empty();
      steps.add(
          new ImageStep(
              Optional.of(layers.get(next).toString()),
              sizes.get(next),
              unknown,
              unknown,
              unknown,
              unknown));
    }
    return steps;
  }
}
