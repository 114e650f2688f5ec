package dev.davit.linux.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.AtFlags;
import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Needs;
import dev.davit.linux.NoDescriptorLeaks;
import dev.davit.linux.Syscall;
import dev.davit.linux.Trees;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.MemoryFile;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.file.RootedTree;
import dev.davit.linux.file.VirtualFile;
import dev.davit.linux.mount.MountChange;
import dev.davit.linux.mount.Mounts;
import dev.davit.linux.poll.Epoll;
import dev.davit.linux.poll.EventFd;
import dev.davit.linux.poll.PollEvents;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Spawn;
import dev.davit.linux.process.Wait;
import dev.davit.linux.socket.DescriptorMessage;
import dev.davit.linux.socket.SocketPair;
import dev.davit.linux.terminal.PseudoTerminal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each call of each family fails once: that very call is blamed, and no descriptor is left open.
 */
@ExtendWith(NoDescriptorLeaks.class)
class InjectedFaultTest {
  private static final int CALLS_MAX = 500;

  private interface Action {
    void run() throws ErrnoException;
  }

  private static int failEach(Action action) throws ErrnoException {
    for (int index = 0; index < CALLS_MAX; index++) {
      try (InjectedFault fault = InjectedFault.inCall(index, Errno.EDOM)) {
        try {
          action.run();
        } catch (ErrnoException e) {
          assertEquals(Errno.EDOM, e.errno(), e.getMessage());
          String call = fault.hit().orElseThrow().kernelName();
          String blamed = call.equals("clone3") ? "posix_spawn" : call;
          assertTrue(e.call().startsWith(blamed + "("), () -> call + " blamed as " + e.call());
        }
        if (fault.hit().isEmpty()) {
          return index;
        }
      }
    }
    throw new AssertionError("never ends");
  }

  @Test
  @Needs(Needs.Need.ROOT)
  void mountsAndTreesLeaveNothingOpen() throws ErrnoException {
    int calls =
        failEach(
            () -> {
              try (Fd tmpfs = Trees.tmpfs();
                  Fd clone = Mounts.cloneTree(tmpfs, "", AtFlags.AT_EMPTY_PATH)) {
                Mounts.setAttributes(clone, false, MountChange.attributes(8, 0));
                RootedTree tree = new RootedTree(tmpfs);
                Names.symlink("/deep/er", tmpfs, "link");
                tree.makeDirectory(ContainerPath.of("/link/a/b"), 0755).close();
                tree.makeFile(ContainerPath.of("/etc/file"), 0644).close();
                tree.makeFile(ContainerPath.of("/etc/file"), 0644).close();
                tree.read(ContainerPath.of("/etc/file"), 10);
                tree.stat(ContainerPath.of("/etc"));
                tree.lstat(ContainerPath.of("/link"));
                Directories.removeTree(tmpfs, "etc");
              }
            });
    assertTrue(calls > 40, calls + " calls");
  }

  @Test
  void filesAndSocketsLeaveNothingOpen() throws ErrnoException {
    failEach(
        () -> {
          MemoryFile.sealedProgram("x", new byte[10]).close();
          VirtualFile.read("/proc/self/comm");
          try (SocketPair pair = SocketPair.stream();
              Pipe pipe = Pipe.open()) {
            DescriptorMessage.send(pair.first(), new byte[1], List.of(pipe.readEnd()));
            DescriptorMessage.receive(pair.second(), 1).close();
          }
          PseudoTerminal.open().close();
          try (Epoll epoll = Epoll.open();
              EventFd event = EventFd.open()) {
            epoll.add(event.fd(), PollEvents.IN, 0);
            event.signal();
            event.take();
          }
        });
  }

  @Test
  void startsLeaveNothingOpen() throws ErrnoException {
    failEach(
        () -> {
          try (Pipe pipe = Pipe.open()) {
            int pid = Spawn.program("/bin/true").pass(pipe.writeEnd(), 1).start();
            try (Fd pidfd = PidFd.open(pid)) {
              PidFd.isThere(pidfd);
            } finally {
              reap(pid);
            }
          }
        });
  }

  private static void reap(int pid) throws ErrnoException {
    try {
      Wait.forPid(pid);
    } catch (ErrnoException e) {
      // the fault was in the wait itself
      Wait.forPid(pid);
      throw e;
    }
  }

  @Test
  void onlyThisThreadFailsAndOnlyOnce() throws Exception {
    try (InjectedFault fault = InjectedFault.inCall(1, Errno.ENOMEM)) {
      Metadata.stat(Fd.CWD, "/", 0);
      Thread other =
          new Thread(
              () -> {
                for (int i = 0; i < 10; i++) {
                  assertTrue(Kernel.call(Syscall.GETPID) > 0);
                }
              });
      other.start();
      other.join();
      ErrnoException e = assertThrows(ErrnoException.class, () -> Metadata.stat(Fd.CWD, "/", 0));
      assertEquals(Errno.ENOMEM, e.errno());
      assertEquals(Optional.of(Syscall.STATX), fault.hit());
      Metadata.stat(Fd.CWD, "/", 0);
      assertThrows(IllegalStateException.class, () -> InjectedFault.inCall(0, Errno.EIO));
    }
  }
}
