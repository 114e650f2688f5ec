package dev.davit.linux.jnr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Memory for the arguments of one system call: strings, structs and buffers that live until {@link
 * #close}.
 *
 * <p>It is one block, filled from the front, so that an address which is stored inside a struct
 * stays good as long as the struct does. Blocks are reused; the memory belongs to the JVM, so that
 * the first one starts no thread of jnr's, and every access is checked against its bounds. For one
 * thread at a time.
 */
public final class Scratch implements AutoCloseable {
  /** The most bytes that one buffer of an ordinary scratch may have. */
  public static final int BUFFER = 64 * 1024;

  private static final int CAPACITY = BUFFER + 12 * 1024;

  /** A power of two. */
  private static final int SLOTS = 32;

  /**
   * Idle blocks. Each thread looks first where it put its last one, so that threads that make many
   * calls at once do not meet.
   */
  private static final AtomicReferenceArray<Scratch> IDLE = new AtomicReferenceArray<>(SLOTS);

  private final ByteBuffer memory;
  private final long address;
  private int used;
  private boolean open = true;

  private Scratch(int capacity) {
    memory = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    address = Kernel.addressOf(memory);
  }

  /** Takes a block with room for some small arguments and one buffer of {@link #BUFFER} bytes. */
  public static Scratch open() {
    int first = slot();
    for (int i = 0; i < SLOTS; i++) {
      int slot = first + i & SLOTS - 1;
      if (IDLE.getPlain(slot) != null) {
        Scratch idle = IDLE.getAndSet(slot, null);
        if (idle != null) {
          idle.open = true;
          return idle;
        }
      }
    }
    return new Scratch(CAPACITY);
  }

  private static int slot() {
    return (int) Thread.currentThread().getId() & SLOTS - 1;
  }

  private static void keep(Scratch idle) {
    int first = slot();
    for (int i = 0; i < SLOTS; i++) {
      if (IDLE.compareAndSet(first + i & SLOTS - 1, null, idle)) {
        return;
      }
    }
  }

  /** Takes a block with room for some small arguments and buffers of so many bytes. */
  public static Scratch open(long bytes) {
    return bytes <= BUFFER ? open() : new Scratch(Math.toIntExact(bytes + CAPACITY - BUFFER));
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      used = 0;
      if (memory.capacity() == CAPACITY) {
        keep(this);
      }
    }
  }

  /**
   * Reserves bytes, aligned to eight. They hold what was there before.
   *
   * @throws IllegalArgumentException when there is not so much room
   */
  public long reserve(int bytes) {
    int start = used;
    if (bytes < 0 || bytes > memory.capacity() - start) {
      throw new IllegalArgumentException(bytes + " bytes: too long for the arguments of one call");
    }
    used = Math.min(memory.capacity(), start + bytes + 7 & ~7);
    return address + start;
  }

  /** Reserves bytes and sets them to zero. */
  public long zeroed(int bytes) {
    long at = reserve(bytes);
    int start = index(at);
    for (int i = start; i < start + (bytes & ~7); i += 8) {
      memory.putLong(i, 0);
    }
    for (int i = start + (bytes & ~7); i < start + bytes; i++) {
      memory.put(i, (byte) 0);
    }
    return at;
  }

  /** Copies bytes in. */
  public long bytes(byte[] source, int offset, int length) {
    long at = reserve(length);
    memory.put(index(at), source, offset, length);
    return at;
  }

  /** Copies a string in and ends it with a NUL; the bytes must hold none. */
  public long string(byte[] text) {
    long at = reserve(text.length + 1);
    memory.put(index(at), text);
    memory.put(index(at) + text.length, (byte) 0);
    return at;
  }

  /** Copies bytes out. */
  public void get(long from, byte[] target, int offset, int length) {
    memory.get(index(from), target, offset, length);
  }

  /** Copies bytes out. */
  public byte[] get(long from, int length) {
    byte[] target = new byte[length];
    memory.get(index(from), target);
    return target;
  }

  /** Copies bytes out up to a NUL, or as many as the limit. */
  public byte[] getString(long from, int limit) {
    byte[] all = get(from, limit);
    int length = 0;
    while (length < limit && all[length] != 0) {
      length++;
    }
    return Arrays.copyOf(all, length);
  }

  /** The bytes themselves, to be copied on; good until this is closed. */
  public ByteBuffer view(long from, int length) {
    return memory.slice(index(from), length).order(ByteOrder.nativeOrder());
  }

  /** Writes 2 bytes. */
  public void putShort(long at, int value) {
    memory.putShort(index(at), (short) value);
  }

  /** Writes 4 bytes. */
  public void putInt(long at, int value) {
    memory.putInt(index(at), value);
  }

  /** Writes 8 bytes. */
  public void putLong(long at, long value) {
    memory.putLong(index(at), value);
  }

  /** Reads 1 byte, unsigned. */
  public int getByte(long at) {
    return memory.get(index(at)) & 0xff;
  }

  /** Reads 2 bytes, unsigned. */
  public int getShort(long at) {
    return memory.getShort(index(at)) & 0xffff;
  }

  /** Reads 4 bytes. */
  public int getInt(long at) {
    return memory.getInt(index(at));
  }

  /** Reads 8 bytes. */
  public long getLong(long at) {
    return memory.getLong(index(at));
  }

  private int index(long at) {
    return (int) Objects.checkIndex(at - address, (long) memory.capacity() + 1);
  }
}
