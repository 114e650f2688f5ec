package dev.davit.linux.poll;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.NoDescriptorLeaks;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Pipe;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoDescriptorLeaks.class)
class PollTest {
  @Test
  void pollTellsWhatIsReady() throws ErrnoException {
    try (Pipe one = Pipe.open();
        Pipe two = Pipe.open()) {
      Content.writeAll(two.writeEnd(), new byte[] {1});
      int[] events =
          Poll.await(
              List.of(
                  new Poll.Interest(one.readEnd(), PollEvents.IN),
                  new Poll.Interest(two.readEnd(), PollEvents.IN),
                  new Poll.Interest(one.writeEnd(), PollEvents.OUT)),
              Duration.ofSeconds(5));
      assertArrayEquals(new int[] {0, PollEvents.IN, PollEvents.OUT}, events);
      one.writeEnd().close();
      assertEquals(
          PollEvents.HUP,
          Poll.await(
              List.of(new Poll.Interest(one.readEnd(), PollEvents.IN)), Duration.ofSeconds(5))[0]);
    }
  }

  @Test
  void pollWaitsAsLongAsItIsTold() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      long start = System.nanoTime();
      assertFalse(Poll.await(pipe.readEnd(), PollEvents.IN, Duration.ofMillis(30)));
      assertTrue(System.nanoTime() - start >= 30_000_000);
      assertFalse(Poll.await(pipe.readEnd(), PollEvents.IN, Duration.ZERO));
      assertFalse(Poll.await(pipe.readEnd(), PollEvents.IN, Duration.ofSeconds(-1)));
    }
  }

  @Test
  void epollGivesTokensBack() throws ErrnoException {
    try (Epoll epoll = Epoll.open();
        Pipe pipe = Pipe.open()) {
      long token = 0x1122334455667788L;
      epoll.add(pipe.readEnd(), PollEvents.IN, token);
      assertEquals(List.of(), epoll.await(Duration.ofMillis(5)));
      Content.writeAll(pipe.writeEnd(), new byte[] {1});
      assertEquals(List.of(new Epoll.Ready(token, PollEvents.IN)), epoll.await());
      epoll.change(pipe.readEnd(), PollEvents.IN, -1);
      pipe.writeEnd().close();
      assertEquals(List.of(new Epoll.Ready(-1, PollEvents.IN | PollEvents.HUP)), epoll.await());
      ErrnoException twice =
          assertThrows(ErrnoException.class, () -> epoll.add(pipe.readEnd(), PollEvents.IN, 0));
      assertEquals(Errno.EEXIST, twice.errno());
      epoll.remove(pipe.readEnd());
      assertEquals(List.of(), epoll.await(Duration.ZERO));
    }
  }

  @Test
  void epollGivesManyAtOnce() throws ErrnoException {
    try (Epoll epoll = Epoll.open()) {
      EventFd[] all = new EventFd[300];
      for (int i = 0; i < all.length; i++) {
        all[i] = EventFd.open();
        epoll.add(all[i].fd(), PollEvents.IN, i);
        all[i].signal();
      }
      assertEquals(256, epoll.await().size());
      for (EventFd each : all) {
        each.close();
      }
      assertEquals(List.of(), epoll.await(Duration.ZERO));
    }
  }

  @Test
  void eventsWakeAnotherThread() throws Exception {
    try (Epoll epoll = Epoll.open();
        EventFd event = EventFd.open()) {
      epoll.add(event.fd(), PollEvents.IN, 5);
      Thread waker =
          new Thread(
              () -> {
                try {
                  Thread.sleep(20);
                  event.signal();
                  event.signal();
                } catch (InterruptedException | ErrnoException e) {
                  throw new AssertionError(e);
                }
              });
      waker.start();
      assertEquals(5, epoll.await(Duration.ofSeconds(10)).get(0).token());
      waker.join();
      assertEquals(2, event.take());
      assertEquals(0, event.take());
    }
  }
}
