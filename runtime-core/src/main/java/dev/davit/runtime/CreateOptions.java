package dev.davit.runtime;

import dev.davit.linux.Fd;
import dev.davit.runtime.cgroup.HierarchyChoice;
import java.util.List;

/**
 * What a container gets that is created first and started later, besides its configuration: the
 * options of the OCI command line.
 *
 * @param passed descriptors that its program gets as 3, 4 and so on; they stay the caller's
 * @param pivotRoot whether the root is changed with pivot_root(2); otherwise with chroot(2), which
 *     is for roots on a ramdisk only: a program with CAP_SYS_CHROOT gets out of it
 * @param newKeyring whether it gets a session keyring of its own (keyrings(7))
 * @param hierarchies which v1 hierarchies it gets a cgroup in
 * @param notifies whether it shall be able to say that it is ready (sd_notify(3)): its {@code
 *     NOTIFY_SOCKET} is in a directory of its state, where whoever starts it makes the socket
 */
public record CreateOptions(
    List<Fd> passed,
    boolean pivotRoot,
    boolean newKeyring,
    HierarchyChoice hierarchies,
    boolean notifies) {

  /** What is usual: nothing passed, pivot_root(2), a keyring, every limit can be set later. */
  public static final CreateOptions DEFAULT =
      new CreateOptions(List.of(), true, true, HierarchyChoice.LIMITABLE, false);

  /** Copies the list. */
  public CreateOptions {
    passed = List.copyOf(passed);
  }
}
