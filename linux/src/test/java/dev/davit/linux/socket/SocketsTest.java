package dev.davit.linux.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.NoDescriptorLeaks;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.process.Processes;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoDescriptorLeaks.class)
class SocketsTest {
  private static final byte[] DATA = {1, 2, 3};

  @Test
  void descriptorsTravelInMessages() throws ErrnoException {
    try (SocketPair pair = SocketPair.stream();
        Pipe pipe = Pipe.open()) {
      List<Fd> sent = List.of(pipe.readEnd(), pipe.writeEnd());
      assertEquals(3, DescriptorMessage.send(pair.first(), DATA, sent));
      try (DescriptorMessage got = DescriptorMessage.receive(pair.second(), 100)) {
        assertArrayEquals(DATA, got.data());
        assertEquals(2, got.descriptors().size());
        Fd write = got.descriptors().get(1);
        assertTrue(Descriptors.isCloseOnExec(write));
        assertTrue(Metadata.stat(write).isSameFile(Metadata.stat(pipe.writeEnd())));
      }
      Content.writeAll(pair.first(), DATA);
      try (DescriptorMessage plain = DescriptorMessage.receive(pair.second(), 2)) {
        assertEquals(2, plain.data().length);
        assertEquals(List.of(), plain.descriptors());
      }
    }
  }

  @Test
  void asManyDescriptorsAsTheKernelTakes() throws ErrnoException {
    try (SocketPair pair = SocketPair.packets()) {
      List<Fd> many = Collections.nCopies(DescriptorMessage.DESCRIPTORS_MAX, pair.first());
      DescriptorMessage.send(pair.first(), DATA, many);
      try (DescriptorMessage got = DescriptorMessage.receive(pair.second(), 10)) {
        assertEquals(many.size(), got.descriptors().size());
      }
      List<Fd> tooMany = Collections.nCopies(many.size() + 1, pair.first());
      ErrnoException e =
          assertThrows(
              ErrnoException.class, () -> DescriptorMessage.send(pair.first(), DATA, tooMany));
      assertEquals(Errno.EINVAL, e.errno());
    }
  }

  @Test
  void packetsKeepTheirBoundariesAndStreamsEnd() throws ErrnoException {
    try (SocketPair pair = SocketPair.packets()) {
      Content.writeAll(pair.first(), new byte[5]);
      Content.writeAll(pair.first(), new byte[7]);
      byte[] buffer = new byte[100];
      assertEquals(5, Content.read(pair.second(), buffer, 0, 100));
      assertEquals(7, Content.read(pair.second(), buffer, 0, 100));
      pair.first().close();
      try (DescriptorMessage end = DescriptorMessage.receive(pair.second(), 10)) {
        assertEquals(0, end.data().length);
      }
      ErrnoException e =
          assertThrows(
              ErrnoException.class, () -> DescriptorMessage.send(pair.second(), DATA, List.of()));
      assertEquals(Errno.EPIPE, e.errno());
    }
  }

  @Test
  void peersAreKnown() throws ErrnoException {
    try (SocketPair pair = SocketPair.stream();
        Pipe pipe = Pipe.open()) {
      PeerCredentials us =
          new PeerCredentials(Processes.pid(), Processes.effectiveUid(), Processes.effectiveGid());
      assertEquals(us, PeerCredentials.of(pair.first()));
      ErrnoException e =
          assertThrows(ErrnoException.class, () -> PeerCredentials.of(pipe.readEnd()));
      assertEquals(Errno.ENOTSOCK, e.errno());
    }
  }
}
