package dev.davit.image.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Keeps a body in memory, as far as it may be big. */
final class BoundedBody implements BodySubscriber<byte[]> {

  private final int limitBytes;
  private final boolean cut;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Flow.Subscription subscription;

  /**
   * Starts empty.
   *
   * @param cut whether what is over the limit is left out; else it is an error
   */
  BoundedBody(int limitBytes, boolean cut) {
    this.limitBytes = limitBytes;
    this.cut = cut;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    subscription = s;
    s.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] piece = new byte[Math.min(buffer.remaining(), limitBytes - bytes.size())];
      boolean over = piece.length < buffer.remaining();
      buffer.get(piece);
      bytes.write(piece, 0, piece.length);
      if (over) {
        subscription.cancel();
        if (cut) {
          onComplete();
        } else {
          onError(new IOException("more than " + limitBytes + " bytes, which is refused"));
        }
        return;
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(bytes.toByteArray());
  }
}
