package dev.davit.daemon.connect;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** The body of one request, collected up to a limit; all bodies together have one too. */
final class Body {

  private static final int GZIP_FLAG = 1;
  private static final int ENVELOPE = 5;

  /**
   * How much may be collected.
   *
   * @param bytes of one body
   * @param allBytes of all bodies together
   * @param collected by all bodies now
   */
  record Budget(int bytes, long allBytes, AtomicLong collected) {}

  private final Budget budget;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream(0);
  private boolean released;

  Body(Budget budget) {
    this.budget = budget;
  }

  /**
   * Takes some more.
   *
   * @throws CriException {@code RESOURCE_EXHAUSTED} if it is too much
   */
  synchronized void add(ByteBuf part) {
    int bytes = part.readableBytes();
    if (bytes == 0 || released) {
      return;
    }
    if (content.size() + (long) bytes > budget.bytes()) {
      throw tooLarge();
    }
    if (budget.collected().addAndGet(bytes) > budget.allBytes()) {
      budget.collected().addAndGet(-bytes);
      throw new CriException(
          Code.RESOURCE_EXHAUSTED, "bodies: too many at once: ask again when others are done");
    }
    byte[] copy = new byte[bytes];
    part.getBytes(part.readerIndex(), copy);
    content.write(copy, 0, bytes);
  }

  private CriException tooLarge() {
    return new CriException(
        Code.RESOURCE_EXHAUSTED, "body: larger than " + budget.bytes() + " bytes");
  }

  /** Forgets it; may be called more than once, by several threads. */
  synchronized void release() {
    if (!released) {
      released = true;
      budget.collected().addAndGet(-content.size());
    }
  }

  /** The message of a unary call. */
  byte[] message(boolean gzip) {
    byte[] bytes = content.toByteArray();
    return gzip && bytes.length > 0 ? inflated(bytes) : bytes;
  }

  /** The one message of a call whose answers are streamed. */
  byte[] enveloped(boolean gzip) {
    ByteBuffer buffer = ByteBuffer.wrap(content.toByteArray());
    if (buffer.remaining() < ENVELOPE) {
      throw new CriException(
          Code.INVALID_ARGUMENT, "body: expected one envelope, found " + buffer.limit() + " bytes");
    }
    int flags = buffer.get();
    long length = Integer.toUnsignedLong(buffer.getInt());
    if (length != buffer.remaining()) {
      throw new CriException(
          Code.INVALID_ARGUMENT,
          "body: expected one envelope: it says "
              + length
              + " bytes, and "
              + buffer.remaining()
              + " follow");
    }
    if ((flags & ~GZIP_FLAG) != 0 || (flags & GZIP_FLAG) != 0 && !gzip) {
      throw new CriException(
          Code.INVALID_ARGUMENT, "body: envelope: flags 0x" + Integer.toHexString(flags & 0xff));
    }
    byte[] message = Arrays.copyOfRange(buffer.array(), ENVELOPE, buffer.limit());
    return flags == GZIP_FLAG ? inflated(message) : message;
  }

  /** Never more than a body may be, however small it came. */
  private byte[] inflated(byte[] compressed) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      byte[] message = in.readNBytes(budget.bytes() + 1);
      if (message.length > budget.bytes()) {
        throw tooLarge();
      }
      return message;
    } catch (EOFException e) {
      throw new CriException(Code.INVALID_ARGUMENT, "body: gzip: it ends too early");
    } catch (IOException e) {
      throw new CriException(Code.INVALID_ARGUMENT, "body: gzip: " + e.getMessage());
    }
  }
}
