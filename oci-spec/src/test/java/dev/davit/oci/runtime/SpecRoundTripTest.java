package dev.davit.oci.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.json.Meaning;
import dev.davit.oci.json.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecRoundTripTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runc-spec",
        "runc-spec-rootless",
        "crun-spec",
        "umoci",
        "podman-limits",
        "podman-privileged",
        "every-field"
      })
  void keepsTheMeaningOfConfigsThatOthersWrote(String name) {
    String text = Resources.text("runtime/" + name + ".json");
    Spec spec = Spec.parse(text);
    assertEquals(Meaning.of(text), Meaning.of(spec.toJson()));
    assertEquals(Meaning.of(text), Meaning.of(spec.toIndentedJson()));
    assertEquals(spec, Spec.parse(spec.toJson()));
    assertEquals(List.of(), spec.problems());
  }

  @Test
  void knowsEveryFieldOfTheSpecification() {
    Spec spec = Spec.parse(Resources.text("runtime/every-field.json"));
    assertEquals(Map.of(), spec.unknown());
    assertEquals(Map.of(), spec.process().orElseThrow().unknown());
    assertEquals(Map.of(), spec.linux().orElseThrow().unknown());
    assertEquals(List.of(), NoUnknownFields.in(spec, "$"));
  }

  @Test
  void keepsTheMeaningOfFeatures() {
    String text = Resources.text("runtime/runc-features.json");
    Features features = Features.parse(text);
    assertEquals(Meaning.of(text), Meaning.of(features.toJson()));
    assertTrue(features.linux().orElseThrow().seccomp().orElseThrow().enabled().orElseThrow());
    assertEquals(Optional.empty(), features.potentiallyUnsafeConfigAnnotations());
  }

  @Test
  void tellsAnEmptyListOfFeaturesFromNone() {
    Features features =
        Features.parse("{\"ociVersionMin\":\"1.0.0\",\"ociVersionMax\":\"1.3.0\",\"hooks\":[]}");
    assertEquals(Optional.of(List.of()), features.hooks());
    assertEquals(Optional.empty(), features.mountOptions());
    assertTrue(features.toJson().contains("\"hooks\":[]"));
  }

  @Test
  void keepsFieldsThatItDoesNotKnow() {
    String text = Resources.text("runtime/runc-spec.json");
    String extended =
        text.replaceFirst(
            "\"cwd\"", "\"future\": {\"a\": [1, null, 1.50, 18446744073709551616]}, \"cwd\"");
    Spec spec = Spec.parse(extended);
    assertTrue(spec.process().orElseThrow().unknown().containsKey("future"));
    assertEquals(Meaning.of(extended), Meaning.of(spec.toJson()));
  }

  @Test
  void holdsUnsignedNumbersInTheBitsOfALong() {
    String text =
        Resources.text("runtime/runc-spec.json")
            .replace("\"hard\": 1024", "\"hard\": 18446744073709551615");
    Spec spec = Spec.parse(text);
    assertEquals(-1, spec.process().orElseThrow().rlimits().get(0).hard());
    assertTrue(spec.toJson().contains("18446744073709551615"));
  }

  @Test
  void writesTheStateDocument() {
    String text =
        "{\"ociVersion\":\"1.3.0\",\"id\":\"a\",\"status\":\"running\",\"pid\":7,"
            + "\"bundle\":\"/b\",\"annotations\":{\"k\":\"v\"}}";
    State state = State.parse(text);
    assertEquals(ContainerStatus.RUNNING, state.status());
    assertEquals(text, state.toJson());
  }
}
