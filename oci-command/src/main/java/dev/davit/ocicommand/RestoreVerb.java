package dev.davit.ocicommand;

import dev.davit.oci.runtime.Process;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.CreatedContainer;
import dev.davit.runtime.RestoreRequest;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.HierarchyChoice;
import dev.davit.runtime.foreground.UserTerminal;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ExitStatus;
import java.util.Optional;

/** {@code restore}: makes a container of what checkpoint has saved. */
final class RestoreVerb implements Verb {

  @Override
  public OptionTable options() {
    return CriuOptions.options()
        .values("bundle,b", "console-socket", "pid-file", "lsm-profile", "lsm-mount-context")
        .flags("detach,d", "no-subreaper", "no-pivot");
  }

  @Override
  public boolean makesContainers() {
    return true;
  }

  @Override
  public int run(Invocation call) {
    call.atMost(1);
    ContainerId id = call.id();
    Options options = call.options();
    Runtime runtime = call.runtime();
    if (options.has("detach")) {
      // left open on purpose: this process ends, and with it all that it holds
      return restore(call, runtime, id, true, new Stdio.Terminal(0, 0)).pid() > 0 ? 0 : 1;
    }
    if (!options.has("no-subreaper")) {
      RunVerb.becomeSubreaper();
    }
    UserTerminal terminal = UserTerminal.openForBareLines();
    Stdio.Terminal size = new Stdio.Terminal(terminal.rows(), terminal.columns()).withBareLines();
    try (ForwardedSignals signals = ForwardedSignals.install();
        CreatedContainer container = restore(call, runtime, id, false, size)) {
      signals.to(signal -> RunVerb.kill(runtime, id, signal));
      ExitStatus end = RunVerb.inFront(container, terminal, () -> {});
      runtime.delete(id, true).forEach(call.log()::warning);
      return end.code();
    }
  }

  private static CreatedContainer restore(
      Invocation call, Runtime runtime, ContainerId id, boolean detaches, Stdio.Terminal size) {
    Options options = call.options();
    if (options.has("no-pivot")) {
      throw new CommandFailure(
          "restore: --no-pivot is not supported: criu changes the root with pivot_root, and makes"
              + " a root that it can pivot away by itself");
    }
    Bundle bundle = Bundle.read(options);
    Optional<String> socket = options.last("console-socket").filter(path -> !path.isEmpty());
    boolean terminal = bundle.spec().process().map(Process::terminal).orElse(false);
    Creation.checkTerminal(terminal, detaches, socket);
    ContainerRequest request =
        BindOptions.in(bundle.request(id, terminal ? size : Stdio.inherit()));
    if (call.systemdCgroup()) {
      request = Creation.inScope(request);
    }
    CreatedContainer container =
        runtime
            .checkpoints()
            .restoreAsChild(
                new RestoreRequest(
                    request,
                    CriuOptions.configured(
                        CriuOptions.settings(options), bundle.spec().annotations()),
                    options.last("lsm-profile"),
                    options.last("lsm-mount-context"),
                    HierarchyChoice.LIMITABLE));
    try {
      if (socket.isPresent()) {
        DescriptorSocket.sendConsole(
            socket.get(),
            container
                .console()
                .orElseThrow(
                    () -> new CommandFailure("restore: the container was saved without terminal")));
      }
      PidFile.write(options.last("pid-file"), container.pid());
      return container;
    } catch (CommandFailure e) {
      runtime.delete(id, true);
      throw e;
    }
  }
}
