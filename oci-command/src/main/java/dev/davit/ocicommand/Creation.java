package dev.davit.ocicommand;

import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.SeccompAction;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.CreateOptions;
import dev.davit.runtime.CreatedContainer;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.HierarchyChoice;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.state.ContainerId;
import java.util.List;
import java.util.Optional;

/** What create and run have in common. */
final class Creation {

  private Creation() {}

  /** Adds the options of both. */
  static OptionTable options() {
    return new OptionTable()
        .values(
            "bundle,b", "config,f", "console-socket", "pidfd-socket", "pid-file", "preserve-fds")
        .flags("no-pivot", "no-new-keyring", "no-mount-fallback");
  }

  /**
   * Creates the container.
   *
   * @param detaches whether this process ends before the container
   * @param size the size of a terminal whose configuration says none
   */
  static CreatedContainer create(
      Invocation call, Runtime runtime, ContainerId id, boolean detaches, Stdio.Terminal size) {
    call.atMost(1);
    Options options = call.options();
    Bundle bundle = Bundle.read(options);
    Optional<String> socket = options.last("console-socket").filter(path -> !path.isEmpty());
    boolean terminal = bundle.spec().process().map(Process::terminal).orElse(false);
    checkTerminal(terminal, detaches, socket);
    Stdio stdio = terminal ? size(bundle.spec().process().get(), size) : Stdio.inherit();
    ContainerRequest request = bundle.request(id, stdio);
    if (call.systemdCgroup()) {
      request = inScope(request);
    }
    checkNotified(request.spec());
    ForeignAnnotations.check(request.spec().annotations());
    request = BindOptions.in(DefaultMappings.in(OwnIds.in(request)));
    request =
        request.withSpec(
            request
                .spec()
                .withProcess(
                    request
                        .spec()
                        .process()
                        .map(p -> p.withEnv(PassedDescriptors.environment(p.env())))
                        .map(p -> AmbientCapabilities.raisable(p, call.log()::warning))
                        .orElseThrow(
                            () -> new CommandFailure("$.process: missing in config.json"))));
    CreatedContainer container =
        runtime.create(
            request,
            new CreateOptions(
                PassedDescriptors.of(options.number("preserve-fds"), call.log()::warning),
                !options.has("no-pivot"),
                !options.has("no-new-keyring"),
                HierarchyChoice.LIMITABLE,
                NotifySocket.isWanted()));
    container.warnings().forEach(call.log()::warning);
    try {
      if (socket.isPresent()) {
        DescriptorSocket.sendConsole(socket.get(), container.console().orElseThrow());
      }
      DescriptorSocket.sendProcess(options, container.pid());
      DescriptorSocket.sendInit(request.spec(), container.pid());
      PidFile.write(options.last("pid-file"), container.pid());
      return container;
    } catch (CommandFailure e) {
      runtime.delete(id, true);
      throw e;
    }
  }

  /** As with runc: the path names a slice, a prefix and a name, and does not have to be there. */
  static ContainerRequest inScope(ContainerRequest request) {
    Linux linux = request.spec().linux().orElse(Linux.empty());
    String path =
        linux.cgroupsPath().filter(p -> !p.isEmpty()).orElse(":davit:" + request.id().value());
    if (!ScopeName.isOne(path)) {
      throw new CommandFailure(
          "expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \""
              + path
              + "\" instead");
    }
    return request.withSpec(request.spec().withLinux(linux.withCgroupsPath(path)));
  }

  /** As runc: its callers' agents are not made to answer for what every program prints. */
  private static void checkNotified(Spec spec) {
    boolean write =
        spec.linux().flatMap(Linux::seccomp).map(Seccomp::syscalls).orElse(List.of()).stream()
            .filter(rule -> rule.action() == SeccompAction.SCMP_ACT_NOTIFY)
            .anyMatch(rule -> rule.names().contains("write"));
    if (write) {
      throw new CommandFailure(
          "$.linux.seccomp.syscalls: SCMP_ACT_NOTIFY cannot be used for the write syscall");
    }
  }

  /** Refuses a terminal that nobody would have, and a socket for none. */
  static void checkTerminal(boolean terminal, boolean detaches, Optional<String> socket) {
    if (terminal && detaches && socket.isEmpty()) {
      throw new CommandFailure(
          "cannot allocate tty if davit-oci will detach without setting console socket");
    }
    if (socket.isPresent() && !(terminal && detaches)) {
      throw new CommandFailure(
          "cannot use console socket if davit-oci will not detach or allocate tty");
    }
  }

  /** A terminal like another one, of the size that a configuration says, if it does. */
  static Stdio.Terminal size(Process process, Stdio.Terminal otherwise) {
    return process
        .consoleSize()
        .map(
            size ->
                new Stdio.Terminal(
                    (int) size.height(),
                    (int) size.width(),
                    otherwise.read(),
                    otherwise.bareLines()))
        .orElse(otherwise);
  }
}
