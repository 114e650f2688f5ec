package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.oci.runtime.Hooks;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Namespace;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.CreatedContainer;
import dev.davit.runtime.RestoreRequest;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.criu.CriuRequest;
import dev.davit.runtime.criu.CriuRequest.Flag;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.Preparation;
import dev.davit.runtime.plan.RootPlan;
import dev.davit.runtime.plan.StartPlan;
import dev.davit.runtime.seccomp.SeccompFilters;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.ProcessIdentity;
import dev.davit.runtime.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Restores containers that were saved. As a start it is a straight line of side effects with their
 * undos; what in a start is the program of init is criu here.
 */
public final class Restorer {

  private static final String ACTION = "restore";

  private static final List<String> STREAMS = List.of("stdin", "stdout", "stderr");

  private final Host host;
  private final StateDirectory states;
  private final SeccompFilters filters;
  private final ContainerCgroup cgroups;
  private final ProcessIdentity self;

  /** One for the containers of a state directory. */
  public Restorer(Host host, StateDirectory states, SeccompFilters filters) {
    this.host = host;
    this.states = states;
    this.filters = filters;
    this.cgroups = new ContainerCgroup(host);
    this.self = ProcessIdentity.of((int) ProcessHandle.current().pid()).orElseThrow();
  }

  /**
   * Restores a container with a supervisor.
   *
   * @throws dev.davit.oci.DavitException if it cannot be restored; nothing is left then
   */
  public Launched restore(RestoreRequest request) {
    return restore(request, Restoration::supervised);
  }

  /**
   * Restores a container whose init is a child of this JVM.
   *
   * @throws dev.davit.oci.DavitException if it cannot be restored; nothing is left then
   */
  public CreatedContainer restoreAsChild(RestoreRequest request) {
    return restore(request, Restoration::alone);
  }

  /** The last part: the program runs and becomes criu, and the container is recorded. */
  @FunctionalInterface
  private interface Finish<T> {
    T run(Restoration restoration, StandardStreams streams, CriuRequest asked)
        throws ErrnoException;
  }

  private <T> T restore(RestoreRequest restored, Finish<T> finish) {
    ContainerRequest request = restored.container();
    ContainerId id = request.id();
    StartPlan.check(request, host);
    CriuSupport.check(id, ACTION, host);
    if (linux(request).intelRdt().isPresent()) {
      throw new ContainerException(
          id, "restore: $.linux.intelRdt: criu puts no process into a resctrl group");
    }
    CriuProgram criu = CriuProgram.find(id, ACTION);
    ImageDirectory images = new ImageDirectory(id, restored.criu().images());
    if (!Files.exists(images.path().resolve("inventory.img"))) {
      throw new ContainerException(
          id, "restore: " + images.path() + ": no checkpoint: there is no inventory.img");
    }
    UndoStack undo = new UndoStack();
    try (DescriptorSet descriptors = new DescriptorSet();
        ScopeStart scope = new ScopeStart()) {
      ContainerDescription description = cgroups.describe(request);
      HookRunner hooks =
          new HookRunner(
              request.spec().hooks().orElse(Hooks.empty()),
              description,
              states.directory(id),
              host);
      undo.push(hooks::afterFailure);
      states.create(new ContainerState.Creating(description, self));
      undo.push(() -> states.remove(id));
      keep(request);
      Preparation root = RootPlan.of(request.root(), host, request.spec());
      new Preparer(host, descriptors).prepare(root);
      Fd files = descriptors.get(root.descriptor());
      MountPoints.all(files).make(request.spec());
      Optional<Cgroup> cgroup = cgroups.make(request, restored.hierarchies(), scope, undo);
      Path work = CriuSupport.work(restored.criu(), states.directory(id));
      StandardStreams streams = streams(request.stdio(), descriptors);
      undo.push(streams::close);
      Path mountPoint = mountPoint(id);
      Restoration restoration =
          new Restoration(
              restored, criu, host, states, description, cgroup, hooks, undo, mountPoint, work);
      CriuRequest asked = new CriuRequest(CriuRequest.Kind.RESTORE);
      asked.root(mountPoint.toString());
      asked.flag(Flag.RST_SIBLING).flag(Flag.NOTIFY_SCRIPTS).flag(Flag.ORPHAN_PTS_MASTER);
      CriuSupport.addSettings(asked, restored.criu());
      Map<String, Path> mounts =
          new RestoredMounts(host, id, request.spec(), cgroup, files).of(images.mounts());
      List<Path> used = List.of(images.path(), work, states.directory(id), Path.of(criu.path()));
      mounts.putAll(devices(request, mounts, used, restoration, descriptors));
      mounts.forEach((name, source) -> asked.external("mnt[" + name + "]:" + source));
      addCgroups(cgroup, asked);
      restored.lsmProfile().ifPresent(asked::lsmProfile);
      restored.lsmMountContext().ifPresent(asked::lsmMountContext);
      restoration.lend(DescriptorNames.ROOTFS, files);
      addNamespaces(request, restoration, descriptors, asked);
      addStreams(images.streams(), streams, restoration);
      T result = finish.run(restoration, streams, asked);
      scope.handOver(cgroup, linux(request).resources());
      Files.deleteIfExists(mountPoint);
      return result;
    } catch (ErrnoException e) {
      StepException failure = StepException.ofCall("restore " + id.familiar(), ACTION, e);
      undo.run(failure);
      throw failure;
    } catch (IOException e) {
      ContainerException failure = new ContainerException(id, "restore: " + e.getMessage());
      undo.run(failure);
      throw failure;
    } catch (RuntimeException | Error e) {
      undo.run(e);
      throw e;
    }
  }

  /** Makes those that criu cannot have from the host, and gives their places by mount point. */
  private Map<String, Path> devices(
      ContainerRequest request,
      Map<String, Path> mounts,
      List<Path> used,
      Restoration restoration,
      DescriptorSet descriptors) {
    RestoredDevices devices = new RestoredDevices(request.spec(), host, mounts.keySet());
    if (devices.isEmpty()) {
      return Map.of();
    }
    List<Path> uncovered = new ArrayList<>(used);
    uncovered.addAll(mounts.values());
    Path place = RestoredDevices.place(request.id(), uncovered);
    new Preparer(host, descriptors).prepare(devices.preparation());
    restoration.show(descriptors.get(DescriptorNames.DEVICES), place);
    return devices.in(place);
  }

  private static Linux linux(ContainerRequest request) {
    return request.spec().linux().orElse(Linux.empty());
  }

  /** What those need who deal with the container later. */
  private void keep(ContainerRequest request) {
    states.keepConfig(request.id(), request.spec());
    KeptFilter.keep(request, filters, states);
  }

  /** The master of a terminal comes from criu. */
  private static StandardStreams streams(Stdio stdio, DescriptorSet descriptors)
      throws ErrnoException {
    if (stdio instanceof Stdio.Terminal) {
      return new StandardStreams(
          List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
    return StandardStreams.open(stdio, descriptors);
  }

  private Path mountPoint(ContainerId id) throws IOException {
    return Files.createDirectory(states.directory(id).resolve("root"));
  }

  /** The cgroup may be another one than that in which the container was saved. */
  private void addCgroups(Optional<Cgroup> cgroup, CriuRequest asked) {
    if (cgroup.isEmpty()) {
      return;
    }
    String path = cgroup.get().path().value();
    if (cgroup.get().directory().isPresent()) {
      asked.cgroupRoot("", path);
    }
    host.cgroups()
        .v1()
        .forEach(
            (controller, hierarchy) -> {
              Path directory = hierarchy.directory(cgroup.get().path());
              if (cgroup.get().v1Directories().contains(directory)) {
                asked.cgroupRoot(controller, path);
              }
            });
  }

  private static void addNamespaces(
      ContainerRequest request,
      Restoration restoration,
      DescriptorSet descriptors,
      CriuRequest asked)
      throws ErrnoException {
    for (Namespace namespace : linux(request).namespaces()) {
      if (namespace.path().isPresent() && CriuSupport.isSavedAsOwn(namespace)) {
        String type = namespace.type().name().toLowerCase(Locale.ROOT);
        Fd fd = Descriptors.open(Fd.CWD, namespace.path().get(), OpenFlags.O_RDONLY);
        descriptors.put(type, fd);
        String file = "/proc/" + ProcessHandle.current().pid() + "/fd/" + fd.number();
        asked.joinNamespace(type, file);
      } else if (namespace.path().isPresent()) {
        String name = CriuSupport.externalNamespace(request.id(), ACTION, namespace);
        Fd fd = Descriptors.open(Fd.CWD, namespace.path().get(), OpenFlags.O_RDONLY);
        restoration.inherit(name, descriptors.put(name, fd));
      }
    }
  }

  /** Pipes, sockets and files of the host that were the standard streams are replaced by ours. */
  private static void addStreams(
      List<String> names, StandardStreams streams, Restoration restoration) {
    for (int i = 0; i < Math.min(names.size(), streams.child().size()); i++) {
      String name = names.get(i);
      if (name.startsWith("pipe:") || name.startsWith("socket:") || name.startsWith("file[")) {
        restoration.inherit(name, STREAMS.get(i), streams.child().get(i));
      }
    }
  }
}
