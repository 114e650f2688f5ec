package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that becomes an installed runtime, in a mount namespace of its own in which the root
 * filesystem is attached: no mount shows in the host's table, and none is left whatever happens.
 * Its supervisor waits for the runtime, which ends as its container does.
 */
public final class InstalledPlan {

  private static final int FIRST_DESCRIPTOR = 3;

  private InstalledPlan() {}

  /**
   * The program.
   *
   * @param program the path of the runtime
   * @param arguments its arguments, its name first
   * @param environment its environment
   * @param rootfs an empty directory of the host
   * @param terminal whether its standard input is a terminal. It becomes that of the session, which
   *     the supervisor leads: so the runtime is told of changes of its size
   */
  public static PlannedProgram of(
      String program,
      List<String> arguments,
      List<String> environment,
      String rootfs,
      boolean terminal) {
    List<String> kept = new ArrayList<>(List.of(DescriptorNames.REPORT, DescriptorNames.EXIT));
    if (terminal) {
      kept.add(DescriptorNames.TERMINAL);
    }
    List<String> descriptors = new ArrayList<>(kept);
    descriptors.add(DescriptorNames.ROOTFS);
    Lowering lowering = new Lowering();
    lowering.add(new SupervisorStep.CloseInherited(FIRST_DESCRIPTOR + descriptors.size()));
    lowering.add(new SupervisorStep.NameProcess("davit"));
    if (terminal) {
      lowering.add(new DeviceStep.TakeTerminal());
    }
    lowering.add(new SupervisorStep.CloneInit(0, false));
    lowering.add(new SupervisorStep.ReportPid());
    lowering.add(new SupervisorStep.LetGo(FIRST_DESCRIPTOR + kept.size()));
    lowering.add(new SupervisorStep.RecordExit(List.of(), "", false, terminal));
    lowering.label(SupervisorStep.INIT);
    lowering.add(new NamespaceStep.Unshare(CloneFlags.CLONE_NEWNS));
    lowering.add(new RootStep.IsolateMounts(Propagation.RPRIVATE));
    lowering.add(new RestoreStep.AttachRoot(rootfs));
    lowering.add(new RestoreStep.BecomeProgram(program, arguments, environment));
    lowering.add(new SupervisorStep.ReportFailure());
    return new PlannedProgram(descriptors, lowering, SupervisorStep.FAILURE);
  }
}
