package dev.davit.image.archive;

import dev.davit.image.ImageException;
import dev.davit.image.archive.FoundImage.FoundLayer;
import dev.davit.image.content.VerifyingStream;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.History;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.RootFs;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tar of a root file system, made into an image of one layer. No time of creation is written,
 * so that the same tar is the same image wherever it is imported.
 */
public final class RootFsArchive {

  private static final int BUFFER_BYTES = 1 << 16;

  private RootFsArchive() {}

  /**
   * Reads the tar once, for its digests. One that is not compressed is compressed then: its files
   * will be in the store as they are, and need not be there a second time.
   *
   * @param stage a directory for the copy, which the caller removes
   * @throws ImageException.Malformed if its compression is damaged
   */
  public static FoundImage read(
      InputStream tar, String label, Path stage, ImageReference name, ContainerConfig config) {
    Path file = stage.resolve("rootfs");
    try {
      BufferedInputStream in = new BufferedInputStream(tar, BUFFER_BYTES);
      in.mark(8);
      Compression compression = Compression.of(in.readNBytes(6));
      in.reset();
      LayerFile layer =
          compression == Compression.NONE ? compressed(in, file) : copied(in, file, label);
      Descriptor descriptor =
          Descriptor.of(DockerArchive.mediaType(file), layer.digest(), layer.size());
      FoundLayer found =
          new FoundLayer(layer.digest(), layer.size(), Optional.of(file), true, true);
      return NewImage.of(
          List.of(name), config(config, layer.diffId()), List.of(descriptor), List.of(found));
    } catch (IOException e) {
      throw new ImageException.Storage(label + ": import: " + IoFailure.reason(e), e);
    }
  }

  private static LayerFile compressed(InputStream tar, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        LayerFile.Writer layer = new LayerFile.Writer(out)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = tar.read(buffer); n >= 0; n = tar.read(buffer)) {
        layer.write(buffer, 0, n);
      }
      return layer.finish();
    }
  }

  private static LayerFile copied(InputStream tar, Path file, String label) throws IOException {
    try (VerifyingStream in = new VerifyingStream(tar, Digest.Algorithm.SHA256, count -> {})) {
      Files.copy(in, file);
      return new LayerFile(in.finish(), Files.size(file), diffId(file, label));
    }
  }

  private static Digest diffId(Path file, String label) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream plain = Compression.decompress(raw, label);
        VerifyingStream in = new VerifyingStream(plain, Digest.Algorithm.SHA256, count -> {})) {
      return in.finish();
    } catch (IOException e) {
      throw new ImageException.Malformed(
          label + ": damaged or truncated: " + IoFailure.reason(e), e);
    }
  }

  private static ImageConfig config(ContainerConfig config, Digest diffId) {
    History history =
        new History(
            Optional.empty(),
            Optional.of("davit import"),
            Optional.empty(),
            Optional.empty(),
            false,
            Map.of());
    return new ImageConfig(
        Optional.empty(),
        Optional.empty(),
        PlatformChoice.ofThisMachine().architecture(),
        "linux",
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.of(config),
        new RootFs("layers", List.of(diffId), Map.of()),
        List.of(history),
        Map.of());
  }
}
