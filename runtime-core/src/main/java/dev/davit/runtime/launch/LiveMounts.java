package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.process.PidFd;
import dev.davit.linux.process.Wait;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.StepException;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.LiveMountPlan;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import dev.davit.runtime.state.StateException;
import java.util.List;
import java.util.Optional;

/** Adds mounts to containers that run, whoever started them, and removes them. */
public final class LiveMounts {

  private final Host host;
  private final StateDirectory states;

  /** For the containers of one state directory. */
  public LiveMounts(Host host, StateDirectory states) {
    this.host = host;
    this.states = states;
  }

  /**
   * Adds mounts, in their order.
   *
   * @throws StateException if the container does not run
   * @throws dev.davit.oci.json.SpecException if a mount is wrong or cannot be added
   * @throws StepException if a step failed; the mounts before it are there then
   */
  public void add(ContainerId id, List<Mount> mounts) {
    Linux linux = states.config(id).flatMap(Spec::linux).orElse(Linux.empty());
    change(
        id,
        "add mounts to",
        members -> LiveMountPlan.adding(mounts, linux, host, members.namespaces()));
  }

  /**
   * Removes what is mounted on the destinations, in their order, with all below it.
   *
   * @throws StateException if the container does not run
   * @throws StepException if a step failed, such as where nothing is mounted
   */
  public void remove(ContainerId id, List<Mount> mounts) {
    change(id, "remove mounts of", members -> LiveMountPlan.removing(mounts, members.namespaces()));
  }

  /** Plans for a container of which is known what it has. */
  @FunctionalInterface
  private interface Planning {
    LiveMountPlan plan(RunningMembers members);
  }

  private void change(ContainerId id, String action, Planning planning) {
    ContainerState state = states.observe(id);
    ProcessIdentity init =
        state.process().orElseThrow(() -> StateException.wrongState(state, action + " it"));
    String subject = action + " " + id.familiar();
    try (DescriptorSet descriptors = new DescriptorSet()) {
      descriptors.put(DescriptorNames.CONTAINER, PidFd.open(init.pid()));
      RunningMembers members = new RunningMembers(host, init);
      LiveMountPlan plan = planning.plan(members);
      descriptors.put(DescriptorNames.ROOTFS, members.root());
      Preparer preparer = new Preparer(host, descriptors);
      plan.preparations().forEach(preparer::prepare);
      Pipe report = Pipe.open();
      descriptors.put(DescriptorNames.REPORT, report.writeEnd());
      descriptors.own(report.readEnd());
      if (!init.isAlive()) {
        throw StateException.wrongState(state, action + " it: its first process has just ended");
      }
      run(subject, plan, report, descriptors);
    } catch (ErrnoException e) {
      throw StepException.ofCall(subject, action, e);
    }
  }

  private void run(String subject, LiveMountPlan plan, Pipe report, DescriptorSet descriptors)
      throws ErrnoException {
    int pid =
        Spawner.spawn(
            plan.planned().bound(),
            host.architecture(),
            List.of(),
            plan.planned().descriptors().stream().map(descriptors::get).toList());
    report.writeEnd().close();
    Optional<Report.Record> record;
    int exit;
    try {
      record = new Report(report.readEnd()).next();
    } finally {
      exit = Wait.forPid(pid).code().orElse(-1);
    }
    if (record.isPresent() && record.get() instanceof Report.Failed failed) {
      throw CallFailure.of(subject, plan.planned(), failed);
    }
    if (exit != 0) {
      throw StepException.of(subject, "its process ended without a report: was it killed?");
    }
  }
}
