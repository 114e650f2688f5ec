package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.SocketCalls;

/** What init does about namespaces and cgroups. */
sealed interface NamespaceStep extends Step {

  /** Waits until the host side has written the id mappings, and ends if it never does. */
  record AwaitIdMappings() implements NamespaceStep {
    @Override
    public String title() {
      return "wait for the id mappings";
    }

    @Override
    public void lower(Lowering to) {
      awaitByte(to, "mapped", DescriptorNames.ID_MAPPINGS);
    }
  }

  /**
   * Waits until the host side has recorded it, and ends if it never does: without a cgroup nobody
   * would find it again.
   */
  record AwaitRecord() implements NamespaceStep {
    @Override
    public String title() {
      return "wait until it is recorded";
    }

    @Override
    public void lower(Lowering to) {
      awaitByte(to, "recorded", DescriptorNames.ID_MAPPINGS);
    }
  }

  private static void awaitByte(Lowering to, String name, String pipe) {
    Slot got = to.slot(name);
    String there = to.freshLabel(name);
    String read = to.here("read");
    to.call(
        FileCalls.read(to.descriptor(pipe), Data.buffer("byte", 1))
            .into(got)
            .onError(Errno.EINTR, read));
    to.jumpIf(got, Condition.EQ, 1, there);
    to.call(ProcessCalls.exitGroup(1));
    to.label(there);
  }

  /**
   * Lets the host side have its turn, and ends if nobody answers.
   *
   * @param point where the start has got to
   */
  record AwaitHost(SyncPoint point) implements NamespaceStep {
    @Override
    public String title() {
      return "wait for " + point.awaited();
    }

    @Override
    public void lower(Lowering to) {
      Data reached =
          Data.struct("reached", Lowering.REPORT_SIZE)
              .field(0, 4, "kind", Lowering.REPORT_REACHED)
              .field(4, 4, "point", point.ordinal())
              .build();
      to.call(FileCalls.write(to.descriptor(DescriptorNames.REPORT), reached));
      awaitByte(to, "go", DescriptorNames.GO);
    }
  }

  /**
   * Enters v1 cgroups, or the v2 one where the clone could not.
   *
   * @param hierarchy the hierarchy, as its descriptor is named
   */
  record EnterCgroup(String hierarchy) implements NamespaceStep {
    @Override
    public String title() {
      return "enter the " + hierarchy + " cgroup";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.write(to.descriptor(DescriptorNames.cgroupProcs(hierarchy)), "0"));
    }
  }

  /**
   * Sets how likely the kernel is to kill it for want of memory.
   *
   * @param score -1000 to 1000 (proc_pid_oom_score_adj(5))
   */
  record SetOomScore(int score) implements NamespaceStep {
    @Override
    public String title() {
      return "set the OOM score";
    }

    @Override
    public void lower(Lowering to) {
      Slot file = to.slot("oom_score_adj");
      to.call(
          FileCalls.openat(
                  Operand.AT_FDCWD,
                  "/proc/self/oom_score_adj",
                  OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC)
              .into(file));
      to.call(FileCalls.write(file, Integer.toString(score)));
      to.call(FileCalls.close(file));
    }
  }

  /**
   * Joins an existing namespace.
   *
   * @param name its name in {@code /proc/self/ns}
   * @param flag its CLONE_NEW* flag
   */
  record Join(String name, long flag) implements NamespaceStep {
    @Override
    public String title() {
      return "join the " + name + " namespace";
    }

    @Override
    public void lower(Lowering to) {
      to.call(ProcessCalls.setns(to.descriptor(DescriptorNames.namespace(name)), flag));
    }
  }

  /**
   * Makes namespaces that the clone could not make.
   *
   * @param flags CLONE_NEW* flags
   */
  record Unshare(long flags) implements NamespaceStep {
    @Override
    public String title() {
      return flags == CloneFlags.CLONE_NEWCGROUP
          ? "make a cgroup namespace rooted in the own cgroup"
          : "make namespaces";
    }

    @Override
    public void lower(Lowering to) {
      to.call(ProcessCalls.unshare(flags));
    }
  }

  /** Brings the loopback interface of a new network namespace up (netdevice(7)). */
  record RaiseLoopback() implements NamespaceStep {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    // the other flags of a new loopback interface are the kernel's to set
    private static final int IFF_UP = 1;

    @Override
    public String title() {
      return "bring the loopback interface up";
    }

    @Override
    public void lower(Lowering to) {
      Slot socket = to.slot("socket");
      to.call(SocketCalls.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0).into(socket));
      to.call(
          SocketCalls.ioctlSetInterfaceFlags(socket, SocketCalls.interfaceRequest("lo", IFF_UP)));
      to.call(FileCalls.close(socket));
    }
  }

  /**
   * Sets the host name.
   *
   * @param name at most 64 bytes
   */
  record SetHostname(String name) implements NamespaceStep {
    @Override
    public String title() {
      return "set the host name";
    }

    @Override
    public void lower(Lowering to) {
      to.call(ProcessCalls.sethostname(name));
    }
  }

  /**
   * Sets the NIS domain name.
   *
   * @param name at most 64 bytes
   */
  record SetDomainname(String name) implements NamespaceStep {
    @Override
    public String title() {
      return "set the domain name";
    }

    @Override
    public void lower(Lowering to) {
      to.call(ProcessCalls.setdomainname(name));
    }
  }
}
