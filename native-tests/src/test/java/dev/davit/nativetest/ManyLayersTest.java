package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.runtime.Container;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.StepException;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.host.HostProbe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of very many layers, with both ways of mounting them, below a path of any length. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
@OnOneJava
class ManyLayersTest {
  /**
   * Longer than one string of fsconfig(2) may be, and many times longer than a layer's share of a
   * page.
   */
  private static final String LONG =
      "a-rather-long-name-of-a-directory-as-people-really-have-them-on-their-machines/".repeat(4);

  private static final Map<Integer, DavitCommand> LOADED = new HashMap<>();

  /** So many "17/diff" fit into the options of mount(2), for all that can be below 1000. */
  private static final int MOST_IN_A_PAGE = 450;

  @ParameterizedTest
  @CsvSource({"128,true", "128,false", "400,false", "500,true"})
  void showsTheFilesOfTheFirstAndOfTheLastLayer(int layers, boolean lowerdirPlus) throws Exception {
    if (layers > MOST_IN_A_PAGE && !HostProbe.host().lowerdirPlus()) {
      saysHowManyThisKernelTakes(layers);
      return;
    }
    DavitCommand davit = loaded(layers);
    String script = "cat /layer-1 /layer-" + (layers - 1) + " /all; ls / | grep -c layer-";
    DefaultContainer container =
        DefaultContainer.of(davit, "many:" + layers, "/bin/sh", "-c", script);
    Host host = HostProbe.host();
    try (Runtime runtime =
        Runtime.open(davit.state(), host.withLowerdirPlus(lowerdirPlus && host.lowerdirPlus()))) {
      Container started = runtime.start(container.request("many", Stdio.pipes()));
      try {
        String out = new String(started.stdout().readAllBytes(), StandardCharsets.UTF_8);
        String last = Integer.toString(layers - 1);
        assertEquals(List.of("1", last, last, last), out.lines().toList());
        assertEquals(0, started.waitFor().code());
      } finally {
        started.delete();
      }
    }
  }

  /** An older kernel takes as many as their names fit on a page, and whoever has more is told. */
  private static void saysHowManyThisKernelTakes(int layers) {
    DavitCommand davit = loaded(layers);
    DefaultContainer container = DefaultContainer.of(davit, "many:" + layers, "/bin/true");
    try (Runtime runtime = Runtime.open(davit.state())) {
      StepException e =
          assertThrows(
              StepException.class,
              () -> runtime.start(container.request("many", Stdio.pipes())).delete());
      assertTrue(e.getMessage().contains("mount(2) takes 4095 bytes"), e.getMessage());
    }
  }

  @Test
  void runsByTheCommand() {
    int layers = HostProbe.host().lowerdirPlus() ? 500 : 128;
    Tool.Result result = loaded(layers).container("many:" + layers, "cat", "/layer-1", "/all");
    assertEquals(List.of("1", Integer.toString(layers - 1)), result.expect(0).lines());
  }

  @Test
  void refusesOneLayerMoreThanTheKernelStacksBeforeAnythingIsMounted() {
    Tool.Result result = loaded(501).container("many:501", "true").expect(125);
    assertTrue(result.err().contains("501") && result.err().contains("500"), result::toString);
  }

  /** A data root of a long name with an image of so many layers, which takes time to load. */
  private static synchronized DavitCommand loaded(int layers) {
    return LOADED.computeIfAbsent(
        layers,
        n -> {
          Path place = Workspace.directory("many").resolve(LONG);
          DavitCommand davit = new DavitCommand(place.resolve("root"), place.resolve("state"));
          davit.load(image(n));
          return davit;
        });
  }

  /** The busybox below layers that each add a file of their own and overwrite one in common. */
  private static Path image(int layers) {
    LayoutImage image = new LayoutImage(Workspace.directory("layout")).layer(BusyboxRootfs.tar());
    Stream.iterate(1, i -> i < layers, i -> i + 1)
        .forEach(
            i ->
                image.layer(
                    new RawTar().file("layer-" + i, i + "\n").file("all", i + "\n").toBytes()));
    return image.tag("many:" + layers);
  }
}
