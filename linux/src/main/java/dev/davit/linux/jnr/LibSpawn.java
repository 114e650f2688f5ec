package dev.davit.linux.jnr;

/**
 * The part of the C library that starts processes, posix_spawn(3), loaded at first use. All
 * functions return an errno; addresses are plain numbers. jnr-ffi wants the interface to be public.
 */
public interface LibSpawn {
  /**
   * posix_spawn(3): the errno of whatever failed in the child up to exec comes back here.
   *
   * @param unused seventh argument that the function does not look at: with exactly six, jnr-ffi
   *     2.3 generates a stub for x86-64 that passes garbage as the sixth
   */
  int posix_spawn(
      long pid,
      long path,
      long fileActions,
      long attributes,
      long arguments,
      long environment,
      long unused);

  /** posix_spawn_file_actions_init(3). */
  int posix_spawn_file_actions_init(long fileActions);

  /** posix_spawn_file_actions_adddup2(3). */
  int posix_spawn_file_actions_adddup2(long fileActions, int fd, int newFd);

  /** posix_spawn_file_actions_addclose(3). */
  int posix_spawn_file_actions_addclose(long fileActions, int fd);

  /** posix_spawn_file_actions_addclosefrom_np(3), since glibc 2.34. */
  int posix_spawn_file_actions_addclosefrom_np(long fileActions, int from);

  /** posix_spawn_file_actions_addchdir_np(3), since glibc 2.29. */
  int posix_spawn_file_actions_addchdir_np(long fileActions, long path);

  /** posix_spawn_file_actions_destroy(3). */
  int posix_spawn_file_actions_destroy(long fileActions);

  /** posix_spawnattr_init(3). */
  int posix_spawnattr_init(long attributes);

  /** posix_spawnattr_setflags(3). */
  int posix_spawnattr_setflags(long attributes, short flags);

  /** posix_spawnattr_setsigmask(3). */
  int posix_spawnattr_setsigmask(long attributes, long mask);

  /** posix_spawnattr_setsigdefault(3). */
  int posix_spawnattr_setsigdefault(long attributes, long signals);

  /** posix_spawnattr_destroy(3). */
  int posix_spawnattr_destroy(long attributes);
}
