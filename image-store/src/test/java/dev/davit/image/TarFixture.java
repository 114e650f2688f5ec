package dev.davit.image;

import dev.davit.image.tar.RawTar;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.image.Digest;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;

/** Images made in memory. */
public final class TarFixture {

  private TarFixture() {}

  /** An image of one layer with one file. */
  public static Image oneFile(ImageStore store, String name, String content) {
    byte[] tar = new RawTar().file("file", content).end();
    return store.importTar(
        new ByteArrayInputStream(tar), "a.tar", name, ContainerConfig.empty(), ImportListener.NONE);
  }

  /** A docker archive of one image of these layers, base first. */
  public static byte[] dockerArchive(String name, List<byte[]> layers) {
    List<String> diffIds = new ArrayList<>();
    List<String> files = new ArrayList<>();
    RawTar archive = new RawTar();
    for (byte[] layer : layers) {
      diffIds.add("\"" + Digest.sha256(layer) + "\"");
      files.add("\"" + files.size() + ".tar\"");
      archive.entry('0', (files.size() - 1) + ".tar", "", layer, -1);
    }
    String config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
            + String.join(",", diffIds)
            + "]}}";
    return archive
        .file("c.json", config)
        .file(
            "manifest.json",
            "[{\"Config\":\"c.json\",\"RepoTags\":[\""
                + name
                + "\"],\"Layers\":["
                + String.join(",", files)
                + "]}]")
        .end();
  }

  /** Loads a docker archive of these layers, base first. */
  public static Image layers(ImageStore store, String name, byte[]... layers) {
    byte[] archive = dockerArchive(name, List.of(layers));
    return store.load(new ByteArrayInputStream(archive), "a.tar", ImportListener.NONE).get(0);
  }
}
