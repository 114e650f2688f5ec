package dev.davit.runtime.plan;

import dev.davit.linux.Capability;
import dev.davit.linux.Errno;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.CredentialCalls;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.SandboxCalls;
import dev.davit.linux.program.SchedulingCalls;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.Width;
import dev.davit.oci.runtime.MemoryPolicy;
import dev.davit.oci.runtime.MemoryPolicyFlag;
import dev.davit.oci.runtime.Scheduler;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who init becomes, and what it may still do then. */
sealed interface IdentityStep extends Step {

  /** Starts a session of its own, so that no terminal of the host's has a hold on it. */
  record StartSession() implements IdentityStep {
    @Override
    public String title() {
      return "start a session";
    }

    @Override
    public void lower(Lowering to) {
      to.call(ProcessCalls.setsid());
    }
  }

  /** Keeps other processes of the container from tracing this one until the program is executed. */
  record ForbidTracing() implements IdentityStep {
    @Override
    public String title() {
      return "forbid tracing until the program runs";
    }

    @Override
    public void lower(Lowering to) {
      to.call(CredentialCalls.prctlSetDumpable(0));
    }
  }

  /**
   * Sets the file mode creation mask.
   *
   * @param mask permission bits to leave out
   */
  record SetUmask(int mask) implements IdentityStep {
    @Override
    public String title() {
      return "set the umask";
    }

    @Override
    public void lower(Lowering to) {
      to.call(FileCalls.umask(mask));
    }
  }

  /**
   * Sets a resource limit.
   *
   * @param resource the RLIMIT_ number
   * @param name as in {@code RLIMIT_NOFILE}
   * @param soft the limit, unsigned
   * @param hard how far it may be raised, unsigned
   */
  record SetLimit(int resource, String name, long soft, long hard) implements IdentityStep {
    @Override
    public String title() {
      return "limit " + name;
    }

    @Override
    public void lower(Lowering to) {
      to.call(SchedulingCalls.prlimit64(resource, soft, hard));
    }
  }

  /** Keeps set-user-ID programs and file capabilities from giving rights (prctl(2)). */
  record NoNewPrivileges() implements IdentityStep {
    @Override
    public String title() {
      return "allow no new privileges";
    }

    @Override
    public void lower(Lowering to) {
      to.call(CredentialCalls.prctlSetNoNewPrivs());
    }
  }

  /**
   * Drops capabilities for good.
   *
   * @param dropped those that the bounding set loses
   */
  record DropBounding(Set<Capability> dropped) implements IdentityStep {
    public DropBounding {
      dropped = new TreeSet<>(dropped);
    }

    @Override
    public String title() {
      return "drop capabilities from the bounding set";
    }

    @Override
    public void lower(Lowering to) {
      for (Capability capability : dropped) {
        to.call(CredentialCalls.prctlCapbsetDrop(capability.number()));
      }
    }
  }

  /**
   * Becomes the user.
   *
   * @param uid the user
   * @param gid the group
   * @param groups the supplementary groups; empty if it keeps those that it has
   * @param keepCapabilities whether the permitted set outlives the change (PR_SET_KEEPCAPS)
   * @param mayKeepGroups whether it is no failure that no groups can be set: in a user namespace
   *     with one id, whose groups mean nothing inside (user_namespaces(7), {@code setgroups})
   */
  record BecomeUser(
      long uid,
      long gid,
      Optional<List<Long>> groups,
      boolean keepCapabilities,
      boolean mayKeepGroups)
      implements IdentityStep {
    public BecomeUser {
      groups = groups.map(List::copyOf);
    }

    /** Becomes root, or whoever is the first of a user namespace, and gives up all groups. */
    static BecomeUser withoutGroups(long uid, long gid, boolean mayKeepGroups) {
      return new BecomeUser(uid, gid, Optional.of(List.of()), false, mayKeepGroups);
    }

    @Override
    public String title() {
      return "become user " + uid + ", group " + gid;
    }

    @Override
    public void lower(Lowering to) {
      if (keepCapabilities) {
        to.call(CredentialCalls.prctlSetKeepcaps(true));
      }
      groups.ifPresent(
          all ->
              to.call(
                  mayKeepGroups && all.stream().allMatch(group -> group == gid)
                      ? CredentialCalls.setgroups(all).ignoring(Errno.EPERM)
                      : CredentialCalls.setgroups(all)));
      to.call(CredentialCalls.setresgid(gid, gid, gid));
      to.call(CredentialCalls.setresuid(uid, uid, uid));
    }
  }

  /**
   * Filters system calls from here on (seccomp(2)).
   *
   * @param filter instructions of 8 bytes each
   * @param flags SECCOMP_FILTER_FLAG_* or-ed
   */
  record FilterCalls(Filter filter, int flags) implements IdentityStep {
    @Override
    public String title() {
      return "filter system calls";
    }

    @Override
    public void lower(Lowering to) {
      to.call(SandboxCalls.seccompFilter(filter.bytes(), flags));
    }
  }

  /**
   * Filters system calls, and lets the host side take the descriptor on which somebody is told of
   * them. Its number is reported before, since the filter may hold up the call that would report it
   * after; it is that of the next descriptor to be opened.
   *
   * @param filter instructions of 8 bytes each
   * @param flags SECCOMP_FILTER_FLAG_* or-ed
   */
  record FilterForListener(Filter filter, int flags) implements IdentityStep {
    private static final int TSYNC = 1;
    private static final int NEW_LISTENER = 8;

    @Override
    public String title() {
      return "filter system calls for a listener";
    }

    @Override
    public void lower(Lowering to) {
      Data listening =
          Data.struct("listening", Lowering.REPORT_SIZE)
              .field(0, 4, "kind", Lowering.REPORT_LISTENING)
              .build();
      Slot number = listening.slot(4, Width.INT);
      Slot got = to.slot("go");
      String go = to.freshLabel("go");
      Operand pipe = to.descriptor(DescriptorNames.GO);
      to.call(FileCalls.fcntlDuplicate(pipe, 0).into(number));
      to.call(FileCalls.close(number));
      to.call(FileCalls.write(to.descriptor(DescriptorNames.REPORT), listening));
      // TSYNC is for other threads, and there are none
      to.call(SandboxCalls.seccompFilter(filter.bytes(), flags & ~TSYNC | NEW_LISTENER));
      String read = to.here("read");
      to.call(FileCalls.read(pipe, Data.buffer("byte", 1)).into(got).onError(Errno.EINTR, read));
      to.jumpIf(got, Condition.EQ, 1, go);
      to.call(ProcessCalls.exitGroup(1));
      to.label(go);
    }
  }

  /** A compiled filter, comparable by content. */
  record Filter(byte[] bytes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Filter filter && Arrays.equals(bytes, filter.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /**
   * Sets the execution domain.
   *
   * @param domain a PER_ number, with flags or-ed (personality(2))
   */
  record SetPersonality(long domain) implements IdentityStep {
    @Override
    public String title() {
      return "set the execution domain";
    }

    @Override
    public void lower(Lowering to) {
      to.call(SchedulingCalls.personality(domain));
    }
  }

  /**
   * Sets the I/O scheduling class and priority (ioprio_set(2)).
   *
   * @param ioClass 1 real time, 2 best effort, 3 idle
   * @param priority 0 to 7
   */
  record SetIoPriority(int ioClass, int priority) implements IdentityStep {
    @Override
    public String title() {
      return "set the I/O priority";
    }

    @Override
    public void lower(Lowering to) {
      to.call(SchedulingCalls.ioprioSet(ioClass, priority));
    }
  }

  /**
   * Sets how it is scheduled (sched_setattr(2)).
   *
   * @param scheduler the policy with its parameters
   */
  record SetScheduler(Scheduler scheduler) implements IdentityStep {
    @Override
    public String title() {
      return "set the scheduling policy";
    }

    @Override
    public void lower(Lowering to) {
      long flags = scheduler.flags().stream().mapToLong(flag -> 1L << flag.ordinal()).sum();
      to.call(
          SchedulingCalls.schedSetattr(
              scheduler.policy().ordinal(),
              flags,
              scheduler.nice().orElse(0),
              scheduler.priority().orElse(0),
              scheduler.runtime().orElse(0L),
              scheduler.deadline().orElse(0L),
              scheduler.period().orElse(0L)));
    }
  }

  /**
   * Sets from which memory nodes it gets memory (set_mempolicy(2)).
   *
   * @param policy the mode with its flags and nodes
   */
  record SetMemoryPolicy(MemoryPolicy policy) implements IdentityStep {
    @Override
    public String title() {
      return "set the memory policy";
    }

    @Override
    public void lower(Lowering to) {
      int flags = 0;
      for (MemoryPolicyFlag flag : policy.flags()) {
        flags |=
            switch (flag) {
              case MPOL_F_STATIC_NODES -> 1 << 15;
              case MPOL_F_RELATIVE_NODES -> 1 << 14;
              case MPOL_F_NUMA_BALANCING -> 1 << 13;
            };
      }
      to.call(SchedulingCalls.setMempolicy(policy.mode().orElseThrow().ordinal(), flags, nodes()));
    }

    private BitSet nodes() {
      // a list of nodes is written as one of processors
      return policy
          .nodes()
          .filter(list -> !list.isEmpty())
          .map(ProcessorList::parse)
          .orElseGet(BitSet::new);
    }
  }

  /**
   * Sets the capability sets.
   *
   * @param effective capset(2)
   * @param permitted capset(2)
   * @param inheritable capset(2)
   * @param ambient kept by programs without file capabilities (capabilities(7))
   */
  record SetCapabilities(
      Set<Capability> effective,
      Set<Capability> permitted,
      Set<Capability> inheritable,
      Set<Capability> ambient)
      implements IdentityStep {
    public SetCapabilities {
      effective = new TreeSet<>(effective);
      permitted = new TreeSet<>(permitted);
      inheritable = new TreeSet<>(inheritable);
      ambient = new TreeSet<>(ambient);
    }

    @Override
    public String title() {
      return "set the capabilities";
    }

    @Override
    public void lower(Lowering to) {
      to.call(CredentialCalls.capset(bits(effective), bits(permitted), bits(inheritable)));
      for (Capability capability : ambient) {
        to.call(CredentialCalls.prctlCapAmbientRaise(capability.number()));
      }
    }

    private static long bits(Set<Capability> set) {
      return set.stream().mapToLong(capability -> 1L << capability.number()).sum();
    }
  }
}
