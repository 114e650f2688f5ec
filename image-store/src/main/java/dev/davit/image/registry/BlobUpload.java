package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.image.registry.HostClient.Ask;
import dev.davit.image.registry.Transport.Answer;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Brings blobs and manifests into a repository (distribution-spec 1.1, "Push"): a small blob in one
 * request after asking for a place, a big one in pieces that go on where they were cut, and no byte
 * of one that the registry has elsewhere.
 */
final class BlobUpload {

  /** Proxies in front of registries often refuse bodies of more than 100 MB. */
  private static final long PIECE_BYTES =
      Long.getLong("davit.registry.piece-bytes", 64L << 20).longValue();

  private static final int MAX_ANSWER_BYTES = 1 << 16;

  private final Repository repository;
  private final HostClient host;
  private final long pieceBytes;

  BlobUpload(Repository repository) {
    this(repository, PIECE_BYTES);
  }

  /** With pieces of another size. */
  BlobUpload(Repository repository, long pieceBytes) {
    this.repository = repository;
    this.host = repository.origin();
    this.pieceBytes = pieceBytes;
  }

  private String scope() {
    return "repository:" + repository.path() + ":pull,push";
  }

  /** Whether the repository has a blob. */
  boolean has(Digest digest) {
    String what = "blob " + digest + " of " + repository.name();
    Answer<byte[]> answer =
        host.ask(
            repository.path() + "/blobs/" + digest,
            Ask.small(
                what,
                scope(),
                request -> request.method("HEAD", BodyPublishers.noBody()),
                MAX_ANSWER_BYTES));
    if (answer.status() == 404) {
      return false;
    }
    repository.check(host, what, answer);
    return true;
  }

  private String what(Digest digest) {
    return "blob " + digest.algorithm() + ":" + digest.shortHex() + " to " + repository.name();
  }

  /**
   * Brings a blob. What was cut goes on where it was cut, if the registry knows how far it came.
   *
   * @param elsewhere paths of other repositories of the same registry that may have it
   * @return whether it had it in one of those, so that nothing was sent
   */
  boolean blob(Digest digest, Path file, List<String> elsewhere, LongConsumer progress) {
    UploadPlace place = null;
    for (String from : elsewhere) {
      Answer<byte[]> answer = mount(digest, from);
      if (answer != null && answer.status() == 201) {
        return true;
      }
      if (answer != null && answer.status() == 202) {
        place = UploadPlace.of(repository, what(digest), scope(), answer);
      }
    }
    send(digest, file, place, progress);
    return false;
  }

  /** Asks to mount; null if we may not look there. */
  private Answer<byte[]> mount(Digest digest, String from) {
    String both = scope() + " repository:" + from + ":pull";
    try {
      return UploadPlace.request(repository, what(digest), both, digest, from);
    } catch (ImageException.Denied e) {
      return null;
    }
  }

  private void send(Digest digest, Path file, UploadPlace given, LongConsumer progress) {
    String what = what(digest);
    long size = size(file);
    UploadPlace place = given;
    boolean pieces = size > pieceBytes;
    long best = 0;
    for (int attempt = 1; ; attempt++) {
      try {
        place = place == null ? begin(what, digest) : place;
        if (pieces) {
          pieces = send(place, file, size, progress);
        }
        place.finish(digest, file, size, progress);
        return;
      } catch (ImageException.NotFound e) {
        // The place has gone.
        place = null;
        giveUpOrWait(what, e, attempt);
      } catch (ImageException.Registry e) {
        if (e.status() != 0 && e.status() != 416 && e.status() < 500) {
          throw e;
        }
        giveUpOrWait(what, e, attempt);
        place = pieces ? seen(place) : null;
      }
      long there = place == null ? 0 : place.there();
      attempt = there > best ? 0 : attempt;
      best = Math.max(best, there);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": read: " + IoFailure.reason(e), e);
    }
  }

  private void giveUpOrWait(String what, ImageException why, int attempt) {
    if (attempt >= host.patience().attempts()) {
      throw why;
    }
    host.retry(what, why.getMessage(), host.patience().delay(attempt));
  }

  /** The place, with what the registry has there; null if it does not know it any more. */
  private static UploadPlace seen(UploadPlace place) {
    try {
      if (place != null) {
        place.look();
      }
      return place;
    } catch (ImageException.NotFound e) {
      return null;
    }
  }

  private UploadPlace begin(String what, Digest digest) {
    Answer<byte[]> begun = UploadPlace.request(repository, what, scope(), digest, "");
    repository.check(host, what, begun);
    return UploadPlace.of(repository, what, scope(), begun);
  }

  /** All pieces but the last, which comes with the end; false if this registry takes none. */
  private boolean send(UploadPlace place, Path file, long size, LongConsumer progress) {
    while (size - place.there() > pieceBytes) {
      if (!place.send(file, pieceBytes, progress)) {
        return false;
      }
    }
    return true;
  }

  /** Brings a manifest, which makes it an image. */
  void manifest(String reference, String mediaType, byte[] bytes) {
    String what = "manifest to " + repository.name() + ":" + reference;
    Answer<byte[]> answer =
        host.ask(
            repository.path() + "/manifests/" + reference,
            Ask.small(
                what,
                scope(),
                request ->
                    request
                        .setHeader("Content-Type", mediaType)
                        .PUT(BodyPublishers.ofByteArray(bytes)),
                MAX_ANSWER_BYTES));
    repository.check(host, what, answer);
  }
}
