package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of very many layers, with both ways of mounting them, below a path of any length. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
class ManyLayersTest {
  private static final String LONG =
      "a-rather-long-name-of-a-directory-as-people-really-have-them-on-their-machines/".repeat(2);

  @ParameterizedTest
  @CsvSource({"128,auto", "128,classic", "500,auto", "500,classic"})
  void showsTheFilesOfTheFirstAndOfTheLastLayer(int layers, String way) {
    Path place = Workspace.directory("many").resolve(LONG);
    DavitCommand davit = new DavitCommand(place.resolve("root"), place.resolve("state"));
    davit.run("load", image(layers).toString());
    String script = "cat /layer-1 /layer-" + (layers - 1) + " /all; ls / | grep -c layer-";
    Tool.Result result =
        Tool.attempt(
            davit.line(
                "run",
                "--rm",
                "--cgroup-parent",
                DavitCommand.CGROUP_PARENT,
                "many:" + layers,
                "sh",
                "-c",
                script),
            Map.of("DAVIT_OVERLAY", way),
            null,
            Tool.DEADLINE);
    String last = Integer.toString(layers - 1);
    assertEquals(java.util.List.of("1", last, last, last), result.expect(0).lines());
  }

  @Test
  void refusesOneLayerMoreThanTheKernelStacksBeforeAnythingIsMounted() {
    DavitCommand davit = DavitCommand.fresh();
    davit.run("load", image(501).toString());
    Tool.Result result = davit.container("many:501", "true").expect(125);
    assertTrue(result.err().contains("501") && result.err().contains("500"), result::err);
  }

  /** The busybox below layers that each add a file of their own and overwrite one in common. */
  private static Path image(int layers) {
    LayoutImage image = new LayoutImage(Workspace.directory("layout")).layer(BusyboxRootfs.tar());
    for (int i = 1; i < layers; i++) {
      image.layer(new RawTar().file("layer-" + i, i + "\n").file("all", i + "\n").toBytes());
    }
    return image.tag("many:" + layers);
  }
}
