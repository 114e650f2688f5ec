package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.image.content.StoreLayout;
import dev.davit.image.layer.Layer;
import dev.davit.image.layer.LayerStore;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerPlacementTest {

  @TempDir Path directory;
  private LayerStore store;

  @BeforeEach
  void open() {
    StoreLayout layout = new StoreLayout(directory);
    layout.create();
    store = new LayerStore(layout);
  }

  @Test
  void layersCountOnlyWithTheirRecords() throws IOException {
    LayerPlacement placement = placement("a", "b");
    placement.placeDirectories();
    assertEquals(Optional.empty(), store.find(digest("a")));
    placement.placeRecords();
    assertEquals("a", content("a"));
    assertEquals("b", content("b"));
  }

  @Test
  void takesOtherNumbersWhenSomebodyTookThoseMeanwhile() throws IOException {
    LayerPlacement slow = placement("a", "b");
    place(placement("c"));
    place(slow);
    assertEquals(List.of("a", "b", "c"), List.of(content("a"), content("b"), content("c")));
    assertEquals(List.of(1, 2, 3), store.cacheIds().stream().sorted().toList());
  }

  @Test
  void leavesTheLayerThatSomebodyElsePlacedMeanwhile() throws IOException {
    LayerPlacement slow = placement("a", "b");
    place(placement("b"));
    place(slow);
    assertEquals(List.of("a", "b"), List.of(content("a"), content("b")));
    assertEquals(2, store.cacheIds().size());
  }

  private static void place(LayerPlacement placement) throws IOException {
    placement.placeDirectories();
    placement.placeRecords();
  }

  private LayerPlacement placement(String... names) throws IOException {
    Path stage = Files.createTempDirectory(directory, "stage");
    return new LayerPlacement(
        store, stage, List.of(names).stream().map(name -> unpacked(stage, name)).toList());
  }

  private static LayerTask.Unpacked unpacked(Path stage, String name) {
    Path holder = stage.resolve(name);
    try {
      Files.createDirectories(holder.resolve("diff"));
      Files.writeString(holder.resolve("diff/file"), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Digest id = digest(name);
    return new LayerTask.Unpacked(holder, new Layer(id, id, Optional.empty(), 1, 0, false, false));
  }

  private static Digest digest(String name) {
    return Digest.of(
        Digest.Algorithm.SHA256,
        Digest.Algorithm.SHA256.messageDigest().digest(name.getBytes(StandardCharsets.UTF_8)));
  }

  private String content(String name) throws IOException {
    Layer layer = store.find(digest(name)).orElseThrow();
    return Files.readString(store.directory(layer).resolve("file"));
  }
}
