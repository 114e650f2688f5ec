package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.terminal.PseudoTerminal;
import dev.davit.linux.terminal.Terminal;
import dev.davit.linux.terminal.WindowSize;
import dev.davit.oci.runtime.ConsoleSize;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Root;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.installed.InstalledRuntime;
import dev.davit.runtime.installed.RuntimeDirectory;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.seccomp.SeccompFilters;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;

/**
 * Starts containers by an installed runtime. What Davit gives is the root filesystem, the bundle,
 * the streams and a supervisor; namespaces, mounts, cgroup and the rest are the runtime's.
 */
public final class InstalledLauncher {

  /** crun up to 1.8 takes no configuration of any later version, whatever is in it. */
  private static final String OCI_VERSION = "1.0.2";

  private final Host host;
  private final StateDirectory states;
  private final SeccompFilters filters;
  private final ContainerCgroup cgroups;

  /** A launcher for one state directory. */
  public InstalledLauncher(Host host, StateDirectory states, SeccompFilters filters) {
    this.host = host;
    this.states = states;
    this.filters = filters;
    this.cgroups = new ContainerCgroup(host);
  }

  /**
   * Starts a container.
   *
   * @throws dev.davit.oci.DavitException if it cannot be started; nothing is left then
   */
  public Launched launch(ContainerRequest request, InstalledRuntime runtime) {
    refuseWhatIsOurs(request, runtime);
    UndoStack undo = new UndoStack();
    try (DescriptorSet descriptors = new DescriptorSet()) {
      RuntimeDirectory files = RuntimeDirectory.of(states.directory(request.id()));
      ContainerDescription description = cgroups.describe(request.withBundle(files.bundle()));
      ProcessIdentity self = ProcessIdentity.of((int) ProcessHandle.current().pid()).orElseThrow();
      states.create(new ContainerState.Creating(description, self));
      undo.push(() -> states.remove(request.id()));
      files.make(runtime);
      undo.push(() -> files.clear(description, host));
      Fd root = descriptors.put(DescriptorNames.ROOTFS, RootMount.open(request.root(), host));
      ContainerRequest resolved = UserLookup.resolve(request, root);
      files.write(bundled(resolved));
      KeptFilter.keep(resolved, filters, states);
      Fd exitFile = InitProcess.exitFile(states, request.id());
      undo.push(exitFile::close);
      descriptors.lend(DescriptorNames.EXIT, exitFile);
      StandardStreams streams = streams(request.stdio(), descriptors);
      undo.push(streams::close);
      return new InstalledStart(host, states, runtime, files, description, undo)
          .run(streams, exitFile, descriptors);
    } catch (ErrnoException e) {
      StepException failure = StepException.ofCall("start " + request.id().familiar(), "start", e);
      undo.run(failure);
      throw failure;
    } catch (RuntimeException | Error e) {
      undo.run(e);
      throw e;
    }
  }

  /** What has no place in a bundle. */
  private void refuseWhatIsOurs(ContainerRequest request, InstalledRuntime runtime) {
    if (host.userNamespace()) {
      throw refused(request, runtime, "needs root of this machine");
    }
    if (request.network().isPresent()) {
      throw refused(
          request,
          runtime,
          "a network that a program serves is set up by Davit's own runtime only: use none or host");
    }
    if (request.root() instanceof RootSource.Overlay overlay && overlay.mapped()) {
      throw refused(
          request, runtime, "layers with mapped ids are mounted by Davit's own runtime only");
    }
    if (linux(request.spec()).cgroupsPath().filter(ScopeName::isOne).isPresent()) {
      throw refused(
          request, runtime, "scopes of systemd are made by Davit's own runtime only: use a path");
    }
    boolean kept = request.stdio() instanceof Stdio.Pipes pipes && pipes.kept();
    if (kept || request.stdio() instanceof Stdio.Held) {
      throw refused(
          request,
          runtime,
          "streams that outlive this process are held by Davit's own runtime only");
    }
  }

  private static ContainerException refused(
      ContainerRequest request, InstalledRuntime runtime, String why) {
    return ContainerException.unsupported(request.id(), "runtime " + runtime.name() + ": " + why);
  }

  private static Linux linux(Spec spec) {
    return spec.linux().orElse(Linux.empty());
  }

  private static Spec bundled(ContainerRequest request) {
    Spec spec = request.spec();
    Process process = spec.process().orElseThrow().withTerminal(false);
    if (request.stdio() instanceof Stdio.Terminal size) {
      process = process.withTerminal(true);
      if (size.rows() != 0 && size.columns() != 0) {
        process = process.withConsoleSize(ConsoleSize.of(size.rows(), size.columns()));
      }
    }
    boolean readOnly = spec.root().map(Root::readonly).orElse(false);
    return spec.withOciVersion(OCI_VERSION)
        .withRoot(Root.of("rootfs", readOnly))
        .withProcess(process);
  }

  /**
   * The runtime makes the container's terminal in its devpts and copies; so what it is given is one
   * of the host's, of which it takes changes of the size.
   */
  private static StandardStreams streams(Stdio stdio, DescriptorSet descriptors)
      throws ErrnoException {
    if (stdio instanceof Stdio.Terminal size) {
      PseudoTerminal terminal = PseudoTerminal.open();
      if (size.rows() != 0 || size.columns() != 0) {
        Terminal.setWindowSize(terminal.master(), new WindowSize(size.rows(), size.columns()));
      }
      // nothing is to be echoed, or made a signal, before the runtime does the same
      Terminal.setSettings(terminal.slave(), Terminal.settings(terminal.slave()).raw());
      return StandardStreams.of(terminal, descriptors);
    }
    return StandardStreams.open(stdio, descriptors);
  }
}
