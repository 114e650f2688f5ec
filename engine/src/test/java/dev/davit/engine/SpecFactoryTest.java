package dev.davit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import dev.davit.engine.SpecFactory.Facts;
import dev.davit.linux.Capability;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecFactoryTest {

  private static final String ID = "0123456789ab".repeat(6).substring(0, 64);
  private static final Facts FACTS =
      new Facts(
          ID,
          "myhost",
          EnumSet.allOf(Capability.class),
          Map.of("/etc/hostname", "/data/containers/x/hostname"));

  private static ContainerConfig image(List<String> entrypoint, List<String> cmd) {
    return new ContainerConfig(
        Optional.of("app"),
        Map.of(),
        List.of("PATH=/app/bin:/bin", "LANG=C", "EMPTY="),
        entrypoint,
        cmd,
        Map.of(),
        Optional.of("/app"),
        Map.of(),
        Optional.empty(),
        Map.of());
  }

  private static Spec spec(ContainerConfig image, UnaryOperator<ContainerBuilder> options) {
    ContainerBuilder builder = Davit.open().rootfs(Path.of("/"));
    return SpecFactory.create(options.apply(builder).options(), image, FACTS);
  }

  private static Spec spec(UnaryOperator<ContainerBuilder> options) {
    return spec(ContainerConfig.empty(), b -> options.apply(b.command("true")));
  }

  @Test
  void writesTheDefaultConfigurationAsExpected() throws IOException {
    String json = spec(b -> b.withoutSeccomp()).toJson();
    try (var golden = SpecFactoryTest.class.getResourceAsStream("default-spec.json")) {
      assertEquals(
          indented(new String(golden.readAllBytes(), StandardCharsets.UTF_8)), indented(json));
    }
  }

  private static String indented(String json) {
    return new GsonBuilder().setPrettyPrinting().create().toJson(JsonParser.parseString(json));
  }

  @Test
  void readsBackWhatItWrites() {
    Spec spec = spec(b -> b.memory("64m").cpus(0.5).pids(10).volume("/a:/b:ro"));
    assertEquals(spec, Spec.parse(spec.toJson()));
  }

  /** The table of docker's reference of ENTRYPOINT and CMD. */
  @ParameterizedTest
  @CsvSource({
    // image entrypoint, image cmd, entrypoint, command, expected
    "'',      'c1 c2', -,  '',    'c1 c2'",
    "'',      'c1 c2', -,  'x y', 'x y'",
    "'e1 e2', 'c1 c2', -,  '',    'e1 e2 c1 c2'",
    "'e1 e2', 'c1 c2', -,  'x y', 'e1 e2 x y'",
    "'e1 e2', 'c1 c2', e3, '',    'e3'",
    "'e1 e2', 'c1 c2', e3, 'x y', 'e3 x y'",
    "'e1 e2', 'c1 c2', '', 'x y', 'x y'"
  })
  void combinesEntrypointAndCommandAsDockerDoes(
      String imageEntrypoint, String imageCmd, String entrypoint, String command, String expected) {
    Spec spec =
        spec(
            image(words(imageEntrypoint), words(imageCmd)),
            b -> {
              if (!entrypoint.equals("-")) {
                b.entrypoint(words(entrypoint).toArray(new String[0]));
              }
              return b.command(words(command));
            });
    assertEquals(words(expected), spec.process().orElseThrow().args());
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  @Test
  void runsAsTheUserOfTheOptionsThenOfTheImageThenAsRoot() {
    ContainerBuilder builder = Davit.open().rootfs(Path.of("/"));
    ContainerConfig image = image(List.of("e"), List.of());
    assertEquals("app", SpecFactory.user(builder.options().process(), image));
    assertEquals("0", SpecFactory.user(builder.options().process(), ContainerConfig.empty()));
    assertEquals("1:2", SpecFactory.user(builder.user("1:2").options().process(), image));
  }

  @Test
  void saysThatThereIsNothingToRun() {
    assertEquals(
        "command: none given, and the image names none: write it after the image or directory",
        assertThrows(OptionException.class, () -> spec(ContainerConfig.empty(), b -> b))
            .getMessage());
  }

  @Test
  void mergesTheEnvironmentWithTheUsersWordLast() {
    Spec spec = spec(image(List.of("e"), List.of()), b -> b.env("LANG", "de").env("NEW", "a=b"));
    assertEquals(
        List.of("PATH=/app/bin:/bin", "HOSTNAME=0123456789ab", "LANG=de", "EMPTY=", "NEW=a=b"),
        spec.process().orElseThrow().env());
  }

  @Test
  void takesTheWorkingDirectoryFromTheUserThenTheImageThenTheRoot() {
    assertEquals("/", spec(b -> b).process().orElseThrow().cwd());
    assertEquals(
        "/app", spec(image(List.of("e"), List.of()), b -> b).process().orElseThrow().cwd());
    assertEquals("/w", spec(b -> b.workdir("/w")).process().orElseThrow().cwd());
    assertThrows(OptionException.class, () -> spec(b -> b.workdir("w")));
  }

  @Test
  void hasNoNetworkNamespaceAndTheHostsNameOnTheHostsNetwork() {
    Spec spec = spec(b -> b.network(Network.HOST));
    assertFalse(
        spec.linux().orElseThrow().namespaces().stream()
            .map(Namespace::type)
            .anyMatch(NamespaceType.NETWORK::equals));
    assertEquals(Optional.of("myhost"), spec.hostname());
  }

  @Test
  void writesLimitsInTheUnitsOfTheKernel() {
    var resources =
        spec(b -> b.memory("64m").cpus(0.5).pids(7).cpuset("0-1"))
            .linux()
            .orElseThrow()
            .resources()
            .orElseThrow();
    assertEquals(Optional.of(64L << 20), resources.memory().orElseThrow().limit());
    assertEquals(Optional.of(50_000L), resources.cpu().orElseThrow().quota());
    assertEquals(Optional.of(100_000L), resources.cpu().orElseThrow().period());
    assertEquals(Optional.of("0-1"), resources.cpu().orElseThrow().cpus());
    assertEquals(Optional.of(7L), resources.pids().orElseThrow().limit());
  }

  @Test
  void asksNeverForLessProcessorTimeThanTheKernelTakes() {
    var cpu =
        spec(b -> b.cpus(0.001))
            .linux()
            .orElseThrow()
            .resources()
            .orElseThrow()
            .cpu()
            .orElseThrow();
    assertEquals(Optional.of(1000L), cpu.quota());
  }

  @Test
  void mountsParentsBeforeChildrenAndTheUsersInsteadOfOurs() {
    List<Mount> mounts =
        spec(b ->
                b.volume("/x:/a/b/c")
                    .volume("/y:/a")
                    .tmpfs("/dev/shm:size=1m")
                    .volume("/h:/etc/hostname:ro"))
            .mounts();
    List<String> places = mounts.stream().map(Mount::destination).toList();
    assertTrue(places.indexOf("/a") < places.indexOf("/a/b/c"));
    assertEquals(1, places.stream().filter("/dev/shm"::equals).count());
    Mount shm = mounts.get(places.indexOf("/dev/shm"));
    assertEquals(List.of("nosuid", "noexec", "nodev", "mode=1777", "size=1m"), shm.options());
    Mount hostname = mounts.get(places.indexOf("/etc/hostname"));
    assertEquals(Optional.of("/h"), hostname.source());
    assertEquals(List.of("rbind", "rprivate", "ro"), hostname.options());
  }

  @Test
  void filtersSystemCallsUnlessToldNotTo() {
    assertTrue(spec(b -> b).linux().orElseThrow().seccomp().isPresent());
    assertFalse(spec(b -> b.withoutSeccomp()).linux().orElseThrow().seccomp().isPresent());
  }

  @Test
  void putsTheCgroupBelowTheParent() {
    assertEquals(Optional.of("/davit/" + ID), spec(b -> b).linux().orElseThrow().cgroupsPath());
    assertEquals(
        Optional.of("/batch/" + ID),
        spec(b -> b.cgroupParent("/batch")).linux().orElseThrow().cgroupsPath());
  }
}
