package dev.davit.image;

import dev.davit.image.archive.Compression;
import dev.davit.image.content.VerifyingStream;
import dev.davit.image.layer.Layer;
import dev.davit.image.layer.LayerUnpacker;
import dev.davit.image.layer.LowerLayers;
import dev.davit.image.layer.UnpackLimits;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.oci.image.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Unpacks one layer: reading it, while others are read too, and finishing it on those below. */
final class LayerTask implements AutoCloseable {

  /** A layer that has no place in the store yet; its files lie below the holder, in diff. */
  record Unpacked(Path holder, Layer layer) {}

  private static final int BUFFER_BYTES = 1 << 16;

  private final String what;
  private final Digest blob;
  private final Digest diffId;
  private final Digest chainId;
  private final Optional<Digest> parent;
  private final Path holder;
  private final boolean endMarkerNeeded;
  private final UnpackLimits limits;
  private final ImportListener listener;
  private final LongConsumer written;
  private final Supplier<List<Path>> below;
  private LayerUnpacker unpacker;
  private long reported;

  /**
   * A layer to unpack.
   *
   * @param what it is called in messages
   * @param holder a directory that this makes
   * @param written told the bytes of the archive as they are unpacked
   * @param below waits for the layers below, and gives their directories, top-most first
   */
  LayerTask(
      String what,
      Digest blob,
      Digest diffId,
      Digest chainId,
      Optional<Digest> parent,
      Path holder,
      boolean endMarkerNeeded,
      UnpackLimits limits,
      ImportListener listener,
      LongConsumer written,
      Supplier<List<Path>> below) {
    this.what = what;
    this.blob = blob;
    this.diffId = diffId;
    this.chainId = chainId;
    this.parent = parent;
    this.holder = holder;
    this.endMarkerNeeded = endMarkerNeeded;
    this.limits = limits;
    this.listener = listener;
    this.written = written;
    this.below = below;
  }

  /** Reads and verifies the archive. */
  void read(LayerImport.Blobs blobs) {
    checked(
        () -> {
          Files.createDirectory(holder);
          Path directory = Files.createDirectory(holder.resolve("diff"));
          try (LayerBlob archive = blobs.open(blob)) {
            read(archive, directory);
          }
          return null;
        });
  }

  private void read(LayerBlob archive, Path directory) throws IOException, ErrnoException {
    Fd top =
        Descriptors.open(Fd.CWD, directory.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
    unpacker = new LayerUnpacker(what, top, () -> LowerLayers.open(below.get()), limits, listener);
    try (VerifyingStream tar =
        new VerifyingStream(
            Compression.decompress(archive.bytes(), what), diffId.algorithm(), this::progress)) {
      // Above the digest, which is computed in big pieces that way; headers are read one by one.
      unpacker.read(new BufferedInputStream(tar, BUFFER_BYTES));
      tar.verify(what, diffId);
      archive.verify();
    } catch (ImageException.Malformed | ImageException.WrongDigest | IOException e) {
      checkDigest(archive, e);
      throw e;
    }
  }

  private void progress(long count) {
    written.accept(count - reported);
    reported = count;
    listener.bytesRead(diffId.toString(), count);
  }

  /** Bytes that are not the promised ones explain everything else that is wrong with them. */
  private static void checkDigest(LayerBlob archive, Exception failure) {
    try {
      archive.verify();
    } catch (ImageException.WrongDigest e) {
      e.addSuppressed(failure);
      throw e;
    } catch (IOException | ImageException e) {
      // The first failure is worth more.
    }
  }

  /** Finishes the layer; those below it are. */
  Unpacked finish() {
    LayerUnpacker.Result result = checked(unpacker::finish);
    if (endMarkerNeeded && !result.complete()) {
      throw new ImageException.Malformed(what + ": truncated: no end-of-archive marker");
    }
    close();
    return new Unpacked(
        holder,
        new Layer(chainId, diffId, parent, result.size(), 0, result.opaque(), result.attributed()));
  }

  private interface Work<T> {
    T run() throws IOException, ErrnoException;
  }

  private <T> T checked(Work<T> work) {
    try {
      return work.run();
    } catch (ErrnoException e) {
      throw new ImageException.Storage(what + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ImageException.Malformed(
          what + ": damaged or truncated: " + IoFailure.reason(e), e);
    } catch (CompletionException e) {
      // A layer below failed, which is what counts.
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    if (unpacker != null) {
      unpacker.close();
    }
  }
}
