package dev.davit.runtime.plan;

import static dev.davit.linux.MountApiFlags.MOVE_MOUNT_F_EMPTY_PATH;
import static dev.davit.linux.OpenFlags.O_CLOEXEC;

import dev.davit.linux.Errno;
import dev.davit.linux.UnmountFlags;
import dev.davit.linux.program.CredentialCalls;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.MountCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.Slot;
import java.util.List;

/** What init does only where a container is created first and started later. */
sealed interface CreatedStep extends Step {

  /**
   * Makes the root a mount on top of the host's and changes into it: what {@code --no-pivot} asks
   * for, since a ramdisk of the kernel's (rootfs) cannot be pivoted away (pivot_root(2)).
   *
   * <p>The host's mounts stay below it. A user namespace in the container could mount a procfs or
   * sysfs with nothing masked as long as a bare one is anywhere in the mount namespace
   * (user_namespaces(7)), so these are taken away, or covered where they cannot be.
   *
   * @param kernelMounts where they are, the top-most first
   */
  record MoveRoot(List<String> kernelMounts) implements CreatedStep {
    public MoveRoot {
      kernelMounts = List.copyOf(kernelMounts);
    }

    @Override
    public String title() {
      return "move the root over the host's, without pivot_root";
    }

    @Override
    public void lower(Lowering to) {
      kernelMounts.forEach(mount -> hide(to, mount));
      Operand root = to.descriptor(DescriptorNames.ROOTFS);
      to.call(MountCalls.moveMount(root, "", Operand.AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH));
      to.call(FileCalls.fchdir(root));
      to.call(FileCalls.chroot("."));
      to.call(FileCalls.chdir("/"));
    }

    private static void hide(Lowering to, String mount) {
      String cover = to.freshLabel("cover");
      String hidden = to.freshLabel("hidden");
      to.call(
          MountCalls.umount2(mount, UnmountFlags.MNT_DETACH)
              .onError(Errno.EINVAL, cover)
              .onError(Errno.EPERM, cover)
              .ignoring(Errno.ENOENT));
      to.jump(hidden);
      to.label(cover);
      to.conditional(
          () ->
              to.call(
                  MountCalls.mount("tmpfs", mount, "tmpfs", 0, null)
                      .ignoring(Errno.ENOENT, Errno.ENOTDIR)));
      to.label(hidden);
    }
  }

  /**
   * Joins a new session keyring, so that the container has none of the host's keys (keyrings(7)). A
   * kernel without keys has nothing to keep apart.
   *
   * @param name what it is called
   */
  record JoinKeyring(String name) implements CreatedStep {
    @Override
    public String title() {
      return "join a new session keyring";
    }

    @Override
    public void lower(Lowering to) {
      to.call(CredentialCalls.keyctlJoinSessionKeyring(name).ignoring(Errno.ENOSYS));
    }
  }

  /**
   * Makes sure that there is a program to execute, so that whoever creates the container hears of
   * it, and not only whoever starts it. The search is that of {@link ExecStep.Exec}.
   *
   * @param args the program and its arguments
   * @param env its environment
   */
  record FindProgram(List<String> args, List<String> env) implements CreatedStep {
    public FindProgram {
      args = List.copyOf(args);
      env = List.copyOf(env);
    }

    @Override
    public String title() {
      return "find " + args.get(0);
    }

    @Override
    public void lower(Lowering to) {
      List<String> candidates = new ExecStep.Exec(args, env).candidates();
      Slot blamed = Slot.ofLong("program");
      String found = to.freshLabel("found");
      to.store(blamed, Data.string(candidates.get(candidates.size() - 1)).address());
      for (String candidate : candidates) {
        Data path = Data.string(candidate);
        String denied = to.freshLabel("denied");
        String unasked = to.freshLabel("unasked");
        String next = to.freshLabel("next");
        Slot answer = to.slot("access");
        to.call(
            FileCalls.mayExecute(path.address())
                .into(answer)
                .onError(Errno.EPERM, unasked)
                .onError(Errno.ENOSYS, unasked)
                .onError(Errno.ENOENT, next)
                .onError(Errno.ENOTDIR, next)
                .onError(Errno.EACCES, denied));
        to.jump(found);
        to.label(unasked);
        // a filter forbids the question: execve(2) will tell, unless there is nothing
        to.call(
            FileCalls.isThere(path.address())
                .into(answer)
                .onError(Errno.ENOENT, next)
                .onError(Errno.ENOTDIR, next)
                .ignoring(Errno.EACCES, Errno.EPERM, Errno.ENOSYS));
        to.jump(found);
        to.label(denied);
        to.store(blamed, path.address());
        to.label(next);
      }
      to.conditional(() -> to.call(FileCalls.mayExecute(blamed)));
      to.label(found);
    }
  }

  /**
   * Tells that the container is created, and waits until it is started. From then on the outcome
   * goes to whoever starts it.
   */
  record AwaitStart() implements CreatedStep {
    @Override
    public String title() {
      return "wait until somebody starts the container";
    }

    @Override
    public void lower(Lowering to) {
      Slot got = to.slot("go");
      Data reached =
          Data.struct("reached", Lowering.REPORT_SIZE)
              .field(0, 4, "kind", Lowering.REPORT_REACHED)
              .field(4, 4, "point", SyncPoint.WAITING.ordinal())
              .build();
      to.call(FileCalls.write(to.descriptor(DescriptorNames.REPORT), reached));
      to.call(
          FileCalls.dup3(
              to.descriptor(DescriptorNames.OUTCOME),
              to.descriptor(DescriptorNames.REPORT),
              O_CLOEXEC));
      to.call(FileCalls.close(to.descriptor(DescriptorNames.OUTCOME)));
      String read = to.here("read");
      to.call(
          FileCalls.read(to.descriptor(DescriptorNames.GO), Data.buffer("byte", 1))
              .into(got)
              .onError(Errno.EINTR, read));
    }
  }
}
