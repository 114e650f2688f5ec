package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The program that becomes criu for a restore, in a mount namespace of its own in which the root
 * filesystem is attached: no mount shows in the host's table, and none is left whatever happens.
 *
 * <p>With a supervisor, that is criu's parent and so becomes the parent of the container's init,
 * for which it does what it does after a start. Otherwise init is a child of this JVM.
 */
public final class RestorePlan {

  /** Criu's end of the socket to it. */
  public static final String SOCKET = "criu";

  private static final int FIRST_DESCRIPTOR = 3;

  private final PlannedProgram program;

  private RestorePlan(PlannedProgram program) {
    this.program = program;
  }

  /** What is the same with and without a supervisor. */
  public static final class Builder {
    private final String criu;
    private final List<String> environment;
    private final String root;
    private final Optional<String> devices;
    private final List<String> passed = new ArrayList<>();

    /**
     * A plan.
     *
     * @param criu the path of the program
     * @param environment its environment
     * @param root an empty directory of the host
     * @param devices a directory of the host in whose place it shows the devices that were made for
     *     the container, if there are any
     * @param passed the names of the descriptors that criu gets besides its socket
     */
    public Builder(
        String criu,
        List<String> environment,
        String root,
        Optional<String> devices,
        List<String> passed) {
      this.criu = criu;
      this.environment = List.copyOf(environment);
      this.root = root;
      this.devices = devices;
      this.passed.add(SOCKET);
      this.passed.addAll(passed);
    }

    /**
     * With a supervisor.
     *
     * @param held the names of the descriptors that it holds for others
     * @param unread those of them that have to be empty before it ends
     * @param memoryEvents as in {@link SupervisorStep.RecordExit}
     */
    public RestorePlan supervised(List<String> held, List<String> unread, String memoryEvents) {
      List<String> kept = new ArrayList<>(List.of(DescriptorNames.REPORT, DescriptorNames.EXIT));
      kept.addAll(held);
      List<String> descriptors = descriptors(kept);
      Lowering lowering = new Lowering();
      lowering.add(closing(kept, descriptors));
      lowering.add(new SupervisorStep.NameProcess("davit"));
      lowering.add(new SupervisorStep.CloneInit(0, false));
      lowering.add(new SupervisorStep.ReportPid());
      lowering.add(new SupervisorStep.LetGo(FIRST_DESCRIPTOR + kept.size()));
      lowering.add(new RestoreStep.AwaitRestored());
      lowering.add(new SupervisorStep.RecordExit(unread, memoryEvents, false));
      lowering.label(SupervisorStep.INIT);
      return finish(descriptors, lowering);
    }

    /** Without one. */
    public RestorePlan alone() {
      List<String> kept = List.of(DescriptorNames.REPORT);
      List<String> descriptors = descriptors(kept);
      Lowering lowering = new Lowering();
      lowering.add(closing(kept, descriptors));
      return finish(descriptors, lowering);
    }

    private List<String> descriptors(List<String> kept) {
      List<String> all = new ArrayList<>(kept);
      all.add(DescriptorNames.ROOTFS);
      devices.ifPresent(path -> all.add(DescriptorNames.DEVICES));
      all.addAll(passed);
      return all;
    }

    /** The filesystems are no more needed by descriptor than what is kept. */
    private Step closing(List<String> kept, List<String> descriptors) {
      int own = kept.size() + 1 + (devices.isPresent() ? 1 : 0);
      return new RestoreStep.CloseInherited(own, FIRST_DESCRIPTOR + descriptors.size());
    }

    private RestorePlan finish(List<String> descriptors, Lowering lowering) {
      int socket = FIRST_DESCRIPTOR + descriptors.indexOf(SOCKET);
      lowering.add(new NamespaceStep.Unshare(CloneFlags.CLONE_NEWNS));
      lowering.add(new RootStep.IsolateMounts(Propagation.RPRIVATE));
      lowering.add(new RestoreStep.AttachRoot(root));
      devices.ifPresent(path -> lowering.add(new RestoreStep.AttachDevices(path)));
      lowering.add(
          new RestoreStep.BecomeProgram(
              criu, List.of("criu", "swrk", Integer.toString(socket)), environment));
      lowering.add(new SupervisorStep.ReportFailure());
      return new RestorePlan(new PlannedProgram(descriptors, lowering, SupervisorStep.FAILURE));
    }
  }

  /** The program with what belongs to it. */
  public PlannedProgram planned() {
    return program;
  }

  /** The number that a descriptor has in the program, and in criu. */
  public int number(String descriptor) {
    return FIRST_DESCRIPTOR + program.descriptors().indexOf(descriptor);
  }
}
