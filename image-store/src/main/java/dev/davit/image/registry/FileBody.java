package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.linux.IoFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.IntConsumer;

/** Writes a body to its place in a file, as it comes. */
final class FileBody implements BodySubscriber<Long> {

  private final FileChannel file;
  private final IntConsumer written;
  private final CompletableFuture<Long> body = new CompletableFuture<>();
  private final long length;
  private long position;
  private long skip;
  private long left;
  private Flow.Subscription subscription;

  /**
   * Writes nothing yet.
   *
   * @param position of the first byte in the file
   * @param skip bytes of the body that are not wanted
   * @param length bytes after those that are; what follows is not read
   * @param written told the number of bytes after each write
   */
  FileBody(FileChannel file, long position, long skip, long length, IntConsumer written) {
    this.file = file;
    this.position = position;
    this.skip = skip;
    this.length = length;
    this.left = length;
    this.written = written;
  }

  @Override
  public CompletionStage<Long> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    subscription = s;
    s.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (body.isDone()) {
      subscription.cancel();
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        take(buffer);
      }
    } catch (IOException e) {
      subscription.cancel();
      body.completeExceptionally(
          new ImageException.Storage(
              "write what comes from a registry: " + IoFailure.reason(e), e));
      return;
    }
    subscription.request(1);
    if (left == 0 && length > 0) {
      // Mostly nothing follows, and the connection can be used again.
      body.complete(length);
    }
  }

  private void take(ByteBuffer buffer) throws IOException {
    int skipped = (int) Math.min(skip, buffer.remaining());
    skip -= skipped;
    buffer.position(buffer.position() + skipped);
    buffer.limit((int) Math.min(buffer.limit(), buffer.position() + left));
    while (buffer.hasRemaining()) {
      int n = file.write(buffer, position);
      position += n;
      left -= n;
      written.accept(n);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    if (left > 0) {
      body.completeExceptionally(
          new EOFException("ended after " + (length - left) + " of " + length + " bytes"));
    } else {
      body.complete(length);
    }
  }
}
