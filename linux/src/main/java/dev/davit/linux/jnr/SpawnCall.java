package dev.davit.linux.jnr;

import dev.davit.linux.Syscall;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import jnr.ffi.LibraryLoader;

/**
 * One posix_spawn(3), with everything it needs laid out in scratch memory.
 *
 * <p>It is bound here and not taken from jnr-posix, whose posix_spawnp loses the errno, refuses
 * signal sets ("not yet supported"), and puts arguments into the locale's charset.
 */
public final class SpawnCall {
  // larger than the structs of any C library: glibc has 80 and 336 bytes
  private static final int FILE_ACTIONS_SIZE = 256;
  private static final int ATTRIBUTES_SIZE = 512;
  private static final int SIGNAL_SET_SIZE = 128;

  private static final int POSIX_SPAWN_SETSIGDEF = 0x04;
  private static final int POSIX_SPAWN_SETSIGMASK = 0x08;
  private static final int POSIX_SPAWN_SETSID = 0x80;

  private static final LibSpawn LIB =
      LibraryLoader.loadLibrary(LibSpawn.class, new HashMap<>(), "c");

  private SpawnCall() {}

  /**
   * Starts a program with no signal blocked and all of them at their defaults.
   *
   * @param path to the program; no search
   * @param directory its working directory, when another one
   * @param duplicates pairs of descriptors for dup2, in their order; a pair of equal ones makes the
   *     descriptor survive exec
   * @param closeOthers whether the child keeps no other descriptor above 2
   * @param arguments the first is the program's name
   * @param session whether it leads a new session
   * @return the process id, or a negated errno
   */
  public static long spawn(
      byte[] path,
      Optional<byte[]> directory,
      int[] duplicates,
      boolean closeOthers,
      List<byte[]> arguments,
      List<byte[]> environment,
      boolean session) {
    long fault = InjectedFault.in(Syscall.CLONE3);
    if (fault != 0) {
      return fault;
    }
    long paths = path.length + (directory.isPresent() ? directory.get().length : 0);
    long strings = paths + size(arguments) + size(environment);
    try (Scratch scratch = Scratch.open(strings)) {
      long actions = scratch.reserve(FILE_ACTIONS_SIZE);
      long attributes = scratch.reserve(ATTRIBUTES_SIZE);
      long program = scratch.string(path);
      long error = LIB.posix_spawn_file_actions_init(actions);
      if (error != 0) {
        return -error;
      }
      try {
        error = LIB.posix_spawnattr_init(attributes);
        if (error != 0) {
          return -error;
        }
        try {
          error = actions(scratch, actions, directory, duplicates, closeOthers);
          if (error == 0) {
            error = attributes(scratch, attributes, session);
          }
          if (error != 0) {
            return -error;
          }
          long argv = vector(scratch, arguments);
          long envp = vector(scratch, environment);
          long pid = scratch.zeroed(8);
          error = LIB.posix_spawn(pid, program, actions, attributes, argv, envp, 0);
          return error != 0 ? -error : scratch.getInt(pid);
        } finally {
          LIB.posix_spawnattr_destroy(attributes);
        }
      } finally {
        LIB.posix_spawn_file_actions_destroy(actions);
      }
    }
  }

  /**
   * Replaces this process by a program: execve(2). All other threads end, and nothing of this
   * virtual machine is left.
   *
   * @return a negated errno; otherwise it does not return
   */
  public static long execute(byte[] path, List<byte[]> arguments, List<byte[]> environment) {
    try (Scratch scratch = Scratch.open(path.length + size(arguments) + size(environment))) {
      long program = scratch.string(path);
      long argv = vector(scratch, arguments);
      long envp = vector(scratch, environment);
      return Kernel.call(Syscall.EXECVE, program, argv, envp);
    }
  }

  private static int actions(
      Scratch scratch,
      long actions,
      Optional<byte[]> directory,
      int[] duplicates,
      boolean closeOthers) {
    int error = 0;
    if (directory.isPresent()) {
      // before the descriptors are moved, so that a /proc/self/fd/N still means what it says
      long path = scratch.string(directory.get());
      error = LIB.posix_spawn_file_actions_addchdir_np(actions, path);
    }
    for (int i = 0; error == 0 && i < duplicates.length; i += 2) {
      error = LIB.posix_spawn_file_actions_adddup2(actions, duplicates[i], duplicates[i + 1]);
    }
    return error != 0 || !closeOthers ? error : closing(actions, duplicates);
  }

  private static int closing(long actions, int[] duplicates) {
    BitSet kept = new BitSet();
    kept.set(0, 3);
    for (int i = 1; i < duplicates.length; i += 2) {
      kept.set(duplicates[i]);
    }
    int error = 0;
    for (int fd = kept.nextClearBit(0); error == 0 && fd < kept.length(); ) {
      // closing a number that is not open is no failure here
      error = LIB.posix_spawn_file_actions_addclose(actions, fd);
      fd = kept.nextClearBit(fd + 1);
    }
    return error != 0
        ? error
        : LIB.posix_spawn_file_actions_addclosefrom_np(actions, kept.length());
  }

  private static int attributes(Scratch scratch, long attributes, boolean session) {
    int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (session ? POSIX_SPAWN_SETSID : 0);
    int error = LIB.posix_spawnattr_setflags(attributes, (short) flags);
    if (error == 0) {
      error = LIB.posix_spawnattr_setsigmask(attributes, scratch.zeroed(SIGNAL_SET_SIZE));
    }
    if (error == 0) {
      long all = scratch.reserve(SIGNAL_SET_SIZE);
      for (int i = 0; i < SIGNAL_SET_SIZE; i += 8) {
        scratch.putLong(all + i, -1L);
      }
      error = LIB.posix_spawnattr_setsigdefault(attributes, all);
    }
    return error;
  }

  private static long size(List<byte[]> strings) {
    long size = 16;
    for (byte[] string : strings) {
      size += 8 + (string.length + 8 & ~7);
    }
    return size;
  }

  private static long vector(Scratch scratch, List<byte[]> strings) {
    long vector = scratch.reserve(8 * (strings.size() + 1));
    long at = vector;
    for (byte[] string : strings) {
      scratch.putLong(at, scratch.string(string));
      at += 8;
    }
    scratch.putLong(at, 0);
    return vector;
  }
}
