package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Metadata;
import dev.davit.oci.runtime.Hooks;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.CreateOptions;
import dev.davit.runtime.CreatedContainer;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.HierarchyChoice;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.Findings;
import dev.davit.runtime.plan.IdMap;
import dev.davit.runtime.plan.MountIds;
import dev.davit.runtime.plan.Preparation;
import dev.davit.runtime.plan.RootPlan;
import dev.davit.runtime.plan.StartPlan;
import dev.davit.runtime.resctrl.ResctrlGroup;
import dev.davit.runtime.seccomp.SeccompFilters;
import dev.davit.runtime.seccomp.SeccompPolicy;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Starts containers. Each start is a straight line of side effects; each pushes its undo, and the
 * first error runs them all.
 */
public final class Launcher {

  private final Host host;
  private final StateDirectory states;
  private final SeccompFilters filters;
  private final ProcessIdentity self;
  private final ContainerCgroup cgroups;

  /** A launcher for one state directory. */
  public Launcher(Host host, StateDirectory states, SeccompFilters filters) {
    this.host = host;
    this.states = states;
    this.filters = filters;
    this.cgroups = new ContainerCgroup(host);
    this.self = ProcessIdentity.of((int) ProcessHandle.current().pid()).orElseThrow();
  }

  /**
   * Starts a container.
   *
   * @throws dev.davit.oci.DavitException if it cannot be started; nothing is left then
   */
  public Launched launch(ContainerRequest request, HierarchyChoice hierarchies) {
    return launch(
        request,
        Optional.empty(),
        hierarchies,
        ready -> {
          Fd exitFile = exitFile(request, ready.descriptors());
          ready.undo().push(exitFile::close);
          return ready
              .start(host, states)
              .run(
                  ready.request(),
                  ready.cgroup(),
                  ready.filter(),
                  ready.streams(),
                  exitFile,
                  ready.descriptors());
        });
  }

  /**
   * Creates a container whose init waits to be started. Its configuration is kept with its state.
   *
   * @throws dev.davit.oci.DavitException if it cannot be created; nothing is left then
   */
  public CreatedContainer create(ContainerRequest request, CreateOptions options) {
    return launch(
        options.notifies() ? NotifyPlace.in(request, states) : request,
        Optional.of(options),
        options.hierarchies(),
        ready ->
            ready
                .start(host, states)
                .create(ready.request(), ready.cgroup(), ready.streams(), ready.descriptors()));
  }

  /** What a start is at the point where all is there that its program needs. */
  private record Ready(
      ContainerRequest request,
      ContainerDescription description,
      StartPlan plan,
      Optional<Cgroup> cgroup,
      Optional<byte[]> filter,
      StandardStreams streams,
      DescriptorSet descriptors,
      HookRunner hooks,
      UndoStack undo) {

    Start start(Host host, StateDirectory states) {
      return new Start(plan, host, description, undo, hooks, states);
    }
  }

  /** The rest of a start. */
  @FunctionalInterface
  private interface Finish<T> {
    T run(Ready ready) throws ErrnoException;
  }

  private <T> T launch(
      ContainerRequest request,
      Optional<CreateOptions> created,
      HierarchyChoice choice,
      Finish<T> finish) {
    StartPlan.check(request, host);
    UndoStack undo = new UndoStack();
    try (DescriptorSet descriptors = new DescriptorSet();
        ScopeStart scope = new ScopeStart()) {
      ContainerDescription description = cgroups.describe(request);
      HookRunner hooks =
          new HookRunner(
              request.spec().hooks().orElse(Hooks.empty()),
              description,
              states.directory(request.id()),
              host);
      undo.push(hooks::afterFailure);
      states.create(new ContainerState.Creating(description, self));
      undo.push(() -> states.remove(request.id()));
      if (created.map(CreateOptions::notifies).orElse(false)) {
        NotifyPlace.make(states.directory(request.id()));
      }
      if (created.isPresent() || isNeededLater(request)) {
        states.keepConfig(request.id(), request.spec());
      }
      Preparer preparer = new Preparer(host, descriptors);
      Preparation root = RootPlan.of(request.root(), host, request.spec());
      preparer.prepare(root);
      Fd files = descriptors.get(root.descriptor());
      ContainerRequest resolved = mapped(UserLookup.resolve(request, files));
      new MountPoints(files).make(resolved.spec());
      Optional<byte[]> filter = KeptFilter.keep(request, filters, states);
      Optional<Cgroup> cgroup = cgroups.make(request, choice, scope, undo);
      ResctrlGroup.of(host, request.spec().linux(), request.id())
          .ifPresent(
              group -> {
                group.make();
                undo.push(group::remove);
              });
      List<String> v1 =
          cgroup.map(made -> CgroupDescriptors.open(host, made, descriptors)).orElse(List.of());
      Findings findings = Findings.of(v1, filter);
      if (cgroup.isPresent() && joinsUser(request)) {
        CgroupDescriptors.openUnified(cgroup.get(), descriptors);
      }
      StartPlan plan =
          created.isPresent()
              ? StartPlan.created(resolved, host, findings, created.get())
              : StartPlan.of(resolved, host, findings);
      plan.preparations().stream()
          .filter(p -> !p.descriptor().equals(root.descriptor()))
          .forEach(preparer::prepare);
      if (request.network().isPresent()) {
        descriptors.put(DescriptorNames.NETWORK_LOG, NetworkLog.open(states, request.id()));
      }
      StandardStreams streams = streams(request, preparer, descriptors);
      undo.push(streams::close);
      giveToUser(resolved, streams, created.isPresent());
      if (created.isPresent()) {
        List<Fd> passed = created.get().passed();
        for (int k = 0; k < passed.size(); k++) {
          descriptors.lend(DescriptorNames.passed(k), passed.get(k));
        }
      }
      T started =
          finish.run(
              new Ready(
                  resolved, description, plan, cgroup, filter, streams, descriptors, hooks, undo));
      scope.handOver(cgroup, linux(request).resources());
      return started;
    } catch (ErrnoException e) {
      StepException failure = StepException.ofCall("start " + request.id().familiar(), "start", e);
      undo.run(failure);
      throw failure;
    } catch (RuntimeException | Error e) {
      undo.run(e);
      throw e;
    }
  }

  /** With the mappings of the user namespace that it joins, as if the configuration had them. */
  private ContainerRequest mapped(ContainerRequest request) {
    Linux linux = linux(request);
    Optional<String> path = linux.namespace(NamespaceType.USER).flatMap(Namespace::path);
    if (path.isEmpty()) {
      return request;
    }
    MountIds ids = new UserNamespaces(host).mappings(Path.of(path.get()));
    return request.withSpec(
        request.spec().withLinux(linux.withUidMappings(ids.uids()).withGidMappings(ids.gids())));
  }

  private static boolean joinsUser(ContainerRequest request) {
    return linux(request).namespace(NamespaceType.USER).flatMap(Namespace::path).isPresent();
  }

  private static Linux linux(ContainerRequest request) {
    return request.spec().linux().orElse(Linux.empty());
  }

  /** Whether removing the container, or joining it, needs more than its state tells. */
  private static boolean isNeededLater(ContainerRequest request) {
    return request.spec().hooks().map(hooks -> !hooks.poststop().isEmpty()).orElse(false)
        || linux(request).intelRdt().isPresent()
        || linux(request).memoryPolicy().isPresent()
        || linux(request).personality().isPresent()
        || linux(request).seccomp().map(SeccompPolicy::notifies).orElse(false);
  }

  /** The cgroup of a container: where its configuration says, or below our own by its name. */
  public static CgroupPath cgroupPath(ContainerRequest request) {
    return CgroupPath.ofSpec(linux(request).cgroupsPath(), request.id().value());
  }

  private static StandardStreams streams(
      ContainerRequest request, Preparer preparer, DescriptorSet descriptors)
      throws ErrnoException {
    if (request.stdio() instanceof Stdio.Terminal) {
      return StandardStreams.of(preparer.terminal().orElseThrow(), descriptors);
    }
    return StandardStreams.open(request.stdio(), descriptors);
  }

  /**
   * In a user namespace, what was made for the container belongs to nobody there. Its pipes and its
   * terminal are given to its user.
   */
  private static void giveToUser(ContainerRequest request, StandardStreams streams, boolean created)
      throws ErrnoException {
    Linux linux = linux(request);
    if (created && request.stdio() instanceof Stdio.Inherit) {
      GivenStdio.give(
          new IdMap(linux.uidMappings()), request.spec().process().orElseThrow().user());
      return;
    }
    OptionalInt first = request.stdio().firstOwn();
    if (first.isEmpty() || linux.uidMappings().isEmpty()) {
      return;
    }
    long user = request.spec().process().orElseThrow().user().uid();
    Optional<Long> uid = new IdMap(linux.uidMappings()).toHost(user);
    for (Fd fd : streams.child().subList(first.getAsInt(), streams.child().size())) {
      if (uid.isPresent()) {
        Metadata.chown(fd, uid.get().intValue(), -1);
      }
    }
  }

  private Fd exitFile(ContainerRequest request, DescriptorSet descriptors) throws ErrnoException {
    Fd file = InitProcess.exitFile(states, request.id());
    descriptors.lend(DescriptorNames.EXIT, file);
    return file;
  }
}
