package dev.davit.linux.jnr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.AtFlags;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.NoDescriptorLeaks;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Syscall;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.MemoryFile;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.file.VirtualFile;
import dev.davit.linux.process.Spawn;
import dev.davit.linux.process.Wait;
import dev.davit.linux.xattr.Xattrs;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoDescriptorLeaks.class)
class OffHeapTest {
  private static final int CALLS = 10_000;
  private static final int ROUNDS_MAX = 10;

  /** The C library's heap grows in steps; 52 bytes lost by each of the calls are more than this. */
  private static final int GROWTH_MAX_KIB = 512;

  private interface Action {
    void run() throws ErrnoException;
  }

  private static long directBytes() {
    long bytes = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      bytes += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
    }
    return bytes;
  }

  /** Memory of malloc and of all other mappings that have no file. */
  private static long dataKib() throws ErrnoException {
    String status = VirtualFile.read("/proc/self/status");
    String line = status.lines().filter(l -> l.startsWith("VmData:")).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }

  private static void assertNoGrowth(int calls, Action action) throws ErrnoException {
    for (int i = 0; i < 300; i++) {
      action.run();
    }
    // threads of the JVM come, go and map memory in between; a leak grows in every round
    long leastKib = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS_MAX && leastKib >= GROWTH_MAX_KIB; round++) {
      long directBefore = directBytes();
      long dataBefore = dataKib();
      for (int i = 0; i < calls; i++) {
        action.run();
      }
      assertTrue(directBytes() <= directBefore, "direct memory");
      leastKib = Math.min(leastKib, dataKib() - dataBefore);
    }
    assertTrue(leastKib < GROWTH_MAX_KIB, "KiB more in each round: " + leastKib);
  }

  @Test
  void callsWithBuffersAndStructsDoNotGrow() throws ErrnoException {
    byte[] buffer = new byte[Content.CHUNK];
    try (Fd zero = Descriptors.open(Fd.CWD, "/dev/zero", OpenFlags.O_RDONLY)) {
      assertNoGrowth(
          CALLS,
          () -> {
            Content.read(zero, buffer, 0, buffer.length);
            Metadata.stat(Fd.CWD, "/", AtFlags.AT_SYMLINK_NOFOLLOW);
            Pipe.open().close();
          });
    }
  }

  @Test
  void failuresDoNotGrow() throws ErrnoException {
    assertNoGrowth(
        CALLS,
        () ->
            assertThrows(
                ErrnoException.class,
                () -> Descriptors.open2(Fd.CWD, "/nope", OpenFlags.O_PATH, 0)));
  }

  @Test
  void listingsAndVirtualFilesDoNotGrow() throws ErrnoException {
    assertNoGrowth(
        CALLS,
        () -> {
          Directories.list(Fd.CWD, "/proc/self/ns");
          VirtualFile.read("/proc/self/comm");
        });
  }

  @Test
  void extendedAttributesDoNotGrow() throws ErrnoException {
    assertNoGrowth(
        CALLS,
        () -> {
          Xattrs.of(Fd.borrowing(0)).list();
        });
  }

  @Test
  void spawnDoesNotGrow() throws ErrnoException {
    Map<String, String> environment = Map.of("A", "b");
    assertNoGrowth(
        500,
        () ->
            Wait.forPid(
                Spawn.program("/bin/true")
                    .arguments(List.of("x"))
                    .environment(environment)
                    .pass(Fd.borrowing(2))
                    .start()));
  }

  @Test
  void moreThanABufferIsGivenAndRefused() throws ErrnoException {
    try (Scratch small = Scratch.open();
        Scratch large = Scratch.open(1 << 20)) {
      long at = large.reserve(1 << 20);
      large.putLong(at + (1 << 20) - 8, 7);
      assertEquals(7, large.getLong(at + (1 << 20) - 8));
      assertThrows(IllegalArgumentException.class, () -> small.reserve(1 << 20));
      assertThrows(IllegalArgumentException.class, () -> small.reserve(-1));
      assertThrows(IndexOutOfBoundsException.class, () -> small.getLong(1L << 20));
    }
  }

  @Test
  void addressesAreAlignedAndStringsEnded() {
    try (Scratch scratch = Scratch.open()) {
      long dirty = scratch.reserve(64);
      scratch.putLong(dirty, -1);
      long text = scratch.string(new byte[] {'a', 'b'});
      long next = scratch.zeroed(3);
      assertEquals(0, text % 8);
      assertEquals(8, next - text);
      assertArrayEquals(new byte[] {'a', 'b', 0}, scratch.get(text, 3));
      assertArrayEquals(new byte[] {'a', 'b'}, scratch.getString(text, 8));
    }
    try (Scratch scratch = Scratch.open()) {
      long same = scratch.zeroed(13);
      assertArrayEquals(new byte[13], scratch.get(same, 13));
    }
  }

  @Test
  void sixArgumentsArriveInTheirOrder() throws ErrnoException {
    // pread64 takes four; mmap is the one that takes six: the offset is the last
    try (Fd file = MemoryFile.create("six")) {
      byte[] data = new byte[8192];
      data[4096] = 42;
      Content.writeAll(file, data);
      long address = Kernel.call(Syscall.MMAP, 0, 4096, 1, 1, file.number(), 4096);
      assertTrue(address > 0);
      try (Pipe pipe = Pipe.open()) {
        assertEquals(1, Kernel.call(Syscall.WRITE, pipe.writeEnd().number(), address, 1));
        byte[] got = new byte[1];
        Content.read(pipe.readEnd(), got, 0, 1);
        assertEquals(42, got[0]);
      }
      assertEquals(0, Kernel.call(Syscall.MUNMAP, address, 4096));
    }
  }

  @Test
  void errnoBelongsToTheThreadThatFailed() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> work =
          IntStream.range(0, 8)
              .<Callable<Boolean>>mapToObj(
                  n ->
                      () -> {
                        long expected = n % 2 == 0 ? -9 : -2;
                        for (int i = 0; i < 5000; i++) {
                          long got = n % 2 == 0 ? Kernel.call(Syscall.FSYNC, -1) : missing();
                          if (got != expected) {
                            return false;
                          }
                        }
                        return true;
                      })
              .toList();
      for (Future<Boolean> done : threads.invokeAll(work)) {
        assertTrue(done.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  private static long missing() {
    try (Scratch scratch = Scratch.open()) {
      long path = scratch.string(new byte[] {'/', 'n', 'o', 'p', 'e'});
      return Kernel.call(Syscall.OPENAT, -100, path, 0);
    }
  }
}
