package dev.davit.linux.probe;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import dev.davit.linux.mount.FilesystemContext;

/** Tries features of the kernel, each with a few calls. Results are not kept. */
public final class KernelProbe {

  private static final long SHARE_EVERYTHING =
      CloneFlags.CLONE_VM
          | CloneFlags.CLONE_FS
          | CloneFlags.CLONE_FILES
          | CloneFlags.CLONE_SIGHAND
          | CloneFlags.CLONE_THREAD;
  private static final int CLONE_ARGS_SIZE = 88;
  private static final int CGROUP_OFFSET = 80;
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_EXEC = 0x10;

  /** A directory that is there, since overlayfs complains of others on the machine's console. */
  private static final String LAYER = "/";

  private KernelProbe() {}

  /**
   * Whether clone3(2) knows CLONE_INTO_CGROUP (Linux 5.7). It is called with a descriptor that
   * cannot exist, so there never is a child: a kernel that knows the flag says EBADF. The kernel
   * finds that out late; as everything is to be shared, it has not copied page tables by then,
   * which takes milliseconds.
   */
  public static boolean knowsCloneIntoCgroup() {
    try (Scratch scratch = Scratch.open()) {
      long args = scratch.zeroed(CLONE_ARGS_SIZE);
      scratch.putLong(args, CloneFlags.CLONE_INTO_CGROUP | SHARE_EVERYTHING);
      scratch.putLong(args + CGROUP_OFFSET, Integer.MAX_VALUE);
      return Kernel.call(Syscall.CLONE3, args, CLONE_ARGS_SIZE) == -Errno.EBADF.number();
    }
  }

  /** Whether memfd_create(2) knows MFD_EXEC (Linux 6.3). */
  public static boolean knowsMemfdExec() {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(new byte[] {'d', 'a', 'v', 'i', 't'});
      result = Kernel.call(Syscall.MEMFD_CREATE, name, MFD_CLOEXEC | MFD_EXEC);
    }
    if (result < 0) {
      return false;
    }
    Fd.owning((int) result).close();
    return true;
  }

  /**
   * Whether overlayfs takes its layers one by one with fsconfig(2) {@code lowerdir+} (Linux 6.5 to
   * 6.8). Before 6.5 fsconfig takes any parameter for overlayfs, and only the mount fails: a kernel
   * that does not refuse nonsense at once does not know it.
   *
   * <p>Where this process may not open a file system at all, the answer is yes: it then cannot
   * mount one either way, and plans that are only printed show how it is done today.
   */
  public static boolean knowsLowerdirPlus() {
    try (FilesystemContext overlay = FilesystemContext.open("overlay")) {
      if (takes(overlay, "no-such-parameter")) {
        return false;
      }
      return takes(overlay, "lowerdir+");
    } catch (ErrnoException e) {
      return e.is(Errno.EPERM);
    }
  }

  private static boolean takes(FilesystemContext overlay, String parameter) {
    try {
      overlay.string(parameter, LAYER);
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }
}
