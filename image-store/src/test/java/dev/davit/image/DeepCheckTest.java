package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.tar.RawTar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of unpacked layers that somebody has changed below the store are found and mended. */
class DeepCheckTest {

  @TempDir Path temp;
  private ImageStore store;
  private Image image;
  private Path top;

  @BeforeEach
  void makeImage() {
    Tools.needRoot();
    store = ImageStore.open(temp.resolve("data"));
    image =
        TarFixture.layers(
            store,
            "app:1",
            new RawTar().directory("etc").file("etc/base", "base").file("gone", "x").end(),
            new RawTar()
                .directory("d")
                .file("d/f", "content")
                .file("d/g", "content")
                .file(".wh.gone", "")
                .end());
    top = layer(image, 0);
  }

  private Path layer(Image of, int fromTop) {
    return store.snapshots().plan("c", of).lowerdirs().get(fromTop);
  }

  private List<Damage> check(boolean repair) {
    return ImageStore.check(
        store.dataRoot(), new CheckRequest(repair, true), id -> Optional.empty());
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    assertEquals(List.of(), check(false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "printf CONTENT >d/f; touch -r d/g d/f | d/f: has other content",
        "echo >>d/f; touch -r d/g d/f | d/f: 8 bytes and not 7",
        "chmod 4755 d/f | d/f: mode 4755 and not 644",
        "chown 1:2 d | d: owner 1:2 and not 0:0",
        "touch d/f | d/f: was modified at another time",
        "setfattr -n user.x -v y d/f | d/f: has other extended attributes",
        "rm d/g; ln d/f d/g; touch -r d/f d | d/g: is a name of another file",
        "rm d/f; mkfifo d/f; touch -r d/g d | d/f: is another kind of file",
        "rm gone; touch -d @0 . | gone: is missing",
        "echo >d/new; touch -r d/g d | d/new: is not in the archive"
      })
  void findsAndMendsWhatWasChanged(String change, String found) throws Exception {
    Map<String, String> before = listing(top);
    Tools.sh(top, change);
    List<Damage> damages = check(false);
    assertEquals(1, damages.size(), damages::toString);
    assertEquals(found, damages.get(0).problem());
    assertEquals("repair: unpacked again", damages.get(0).remedy());
    assertTrue(check(true).stream().allMatch(Damage::mended));
    assertEquals(List.of(), check(false));
    store = ImageStore.open(temp.resolve("data"));
    assertEquals(before, listing(layer(store.resolve("app:1"), 0)));
    assertEquals(2, temp.resolve("data/overlay2").toFile().list().length);
  }

  /** Without whiteouts, whose times mean nothing. */
  private static Map<String, String> listing(Path tree) throws Exception {
    Map<String, String> files = new TreeMap<>(TreeListing.of(tree));
    files.values().removeIf(is -> is.startsWith("20000 "));
    return files;
  }

  @Test
  void replacesNothingThatAContainerStandsOn() throws Exception {
    store.snapshots().prepare("box", image);
    Files.writeString(top.resolve("d/f"), "longer than it was");
    List<Damage> damages = check(true);
    assertEquals(1, damages.size(), damages::toString);
    assertEquals(
        "cannot be mended: containers stand on it: remove them first: box",
        damages.get(0).remedy());
    assertEquals("longer than it was", Files.readString(top.resolve("d/f")));
    store.snapshots().remove("box");
    assertTrue(check(true).stream().allMatch(Damage::mended));
    assertEquals(List.of(), check(false));
  }

  @Test
  void namesTheFirstOfManyDifferences() throws Exception {
    Tools.sh(layer(image, 1), "chmod 600 etc/base; chmod 700 etc; chown 5 etc/base");
    assertEquals("etc: mode 700 and not 755 (and 1 more)", check(false).get(0).problem());
  }
}
