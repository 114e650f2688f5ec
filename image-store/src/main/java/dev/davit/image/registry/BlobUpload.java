package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.image.registry.HostClient.Ask;
import dev.davit.image.registry.Transport.Answer;
import dev.davit.image.registry.Transport.Pulse;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Brings blobs and manifests into a repository (distribution-spec 1.1, "Push"): a blob in one piece
 * after asking for a place, or without a byte if the registry has it elsewhere.
 */
final class BlobUpload {

  private static final int MAX_ANSWER_BYTES = 1 << 16;

  private final Repository repository;
  private final HostClient host;

  BlobUpload(Repository repository) {
    this.repository = repository;
    this.host = repository.origin();
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

  /**
   * Brings a blob. What was cut is brought again from its beginning.
   *
   * @param from a repository of the same registry that may have it, or empty
   */
  void blob(Digest digest, Path file, String from, LongConsumer progress) {
    String what =
        "blob " + digest.algorithm() + ":" + digest.shortHex() + " to " + repository.name();
    for (int attempt = 1; ; attempt++) {
      try {
        attempt(what, digest, file, from, progress);
        return;
      } catch (ImageException.Registry e) {
        boolean passing = e.status() == 0 || e.status() == 404 || e.status() >= 500;
        if (!passing || attempt >= host.patience().attempts()) {
          throw e;
        }
        host.retry(what, e.getMessage(), host.patience().delay(attempt));
      }
    }
  }

  private void attempt(String what, Digest digest, Path file, String from, LongConsumer progress) {
    String mount = from.isEmpty() ? "" : "?mount=" + digest + "&from=" + from;
    String place = repository.path() + "/blobs/uploads/" + mount;
    Answer<byte[]> begun =
        host.ask(
            place,
            Ask.small(
                what, scope(), request -> request.POST(BodyPublishers.noBody()), MAX_ANSWER_BYTES));
    repository.check(host, what, begun);
    if (begun.status() == 201) {
      return;
    }
    String location = begun.header("Location");
    if (location.isEmpty()) {
      throw new ImageException.Registry(
          host.endpoint().name() + ": " + what + ": told no place for it", begun.status(), null);
    }
    URI at = host.endpoint().at(place).resolve(location);
    String query = (at.getRawQuery() == null ? "?" : "&") + "digest=" + digest;
    Pulse pulse = new Pulse();
    Answer<byte[]> ended =
        host.askOnce(
            URI.create(at + query),
            new Ask<>(
                what,
                scope(),
                request ->
                    request
                        .setHeader("Content-Type", "application/octet-stream")
                        .PUT(counted(file, pulse, progress)),
                info -> new BoundedBody(MAX_ANSWER_BYTES, true),
                pulse,
                () -> 0));
    repository.check(host, what, ended);
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

  private static BodyPublisher counted(Path file, Pulse pulse, LongConsumer progress) {
    BodyPublisher publisher;
    try {
      publisher = BodyPublishers.ofFile(file);
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": read: " + IoFailure.reason(e), e);
    }
    if (publisher.contentLength() == 0) {
      return BodyPublishers.noBody();
    }
    AtomicLong sent = new AtomicLong();
    return BodyPublishers.fromPublisher(
        subscriber ->
            publisher.subscribe(
                new Flow.Subscriber<ByteBuffer>() {
                  @Override
                  public void onSubscribe(Flow.Subscription subscription) {
                    subscriber.onSubscribe(subscription);
                  }

                  @Override
                  public void onNext(ByteBuffer piece) {
                    pulse.beat();
                    progress.accept(sent.addAndGet(piece.remaining()));
                    subscriber.onNext(piece);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    subscriber.onError(failure);
                  }

                  @Override
                  public void onComplete() {
                    subscriber.onComplete();
                  }
                }),
        publisher.contentLength());
  }
}
