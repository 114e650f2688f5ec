package dev.davit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.oci.image.Digest;
import dev.davit.oci.image.History;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageStepTest {

  private static final Digest ONE = Digest.parse("sha256:" + "1".repeat(64));
  private static final Digest TWO = Digest.parse("sha256:" + "2".repeat(64));

  private static History step(String by, boolean empty) {
    Optional<String> none = Optional.empty();
    return new History(none, Optional.of(by), none, none, empty, Map.of());
  }

  private static List<String> said(List<ImageStep> steps) {
    return steps.stream()
        .map(
            step ->
                step.layer().map(l -> l.substring(7, 8)).orElse("-")
                    + " "
                    + step.sizeBytes()
                    + " "
                    + step.createdBy().orElse("?"))
        .toList();
  }

  @Test
  void findsTheLayerOfEachStep() {
    List<History> history = List.of(step("ADD", false), step("ENV", true), step("RUN", false));
    assertEquals(
        List.of("1 10 ADD", "- 0 ENV", "2 20 RUN"),
        said(ImageStep.of(history, List.of(ONE, TWO), List.of(10L, 20L))));
  }

  @Test
  void layersOfWhichNothingIsSaidAreStepsToo() {
    assertEquals(
        List.of("1 10 ?", "2 20 ?"),
        said(ImageStep.of(List.of(), List.of(ONE, TWO), List.of(10L, 20L))));
    assertEquals(
        List.of("1 10 ADD", "2 20 ?"),
        said(ImageStep.of(List.of(step("ADD", false)), List.of(ONE, TWO), List.of(10L, 20L))));
  }

  @Test
  void stepsForWhichThereIsNoLayerHaveNone() {
    assertEquals(
        List.of("1 10 ADD", "- 0 RUN"),
        said(
            ImageStep.of(
                List.of(step("ADD", false), step("RUN", false)), List.of(ONE), List.of(10L))));
  }
}
