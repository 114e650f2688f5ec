package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.VirtualFile;
import dev.davit.linux.process.Wait;
import dev.davit.linux.socket.SocketPair;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.CheckpointRequest;
import dev.davit.runtime.CheckpointRequest.After;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.criu.CriuConversation;
import dev.davit.runtime.criu.CriuFailure;
import dev.davit.runtime.criu.CriuRequest;
import dev.davit.runtime.criu.CriuRequest.Flag;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.installed.RuntimeDirectory;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.StateDirectory;
import dev.davit.runtime.state.StateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Saves containers that run, whoever has started them. */
public final class Checkpointer {

  private static final String ACTION = "checkpoint";

  private final Host host;
  private final StateDirectory states;

  /** One for the containers of a state directory. */
  public Checkpointer(Host host, StateDirectory states) {
    this.host = host;
    this.states = states;
  }

  /**
   * Refuses where nothing can be saved or restored.
   *
   * @throws ContainerException if criu is not installed, does not know the kernel of this machine,
   *     or this is not root
   */
  public void require(ContainerId id, String action) {
    CriuSupport.check(id, action, host);
    CriuProgram.find(id, action).require(id, action);
  }

  /**
   * Saves one.
   *
   * @throws ContainerException if that fails; the container goes on, and nothing is left
   */
  public void checkpoint(ContainerId id, CheckpointRequest request) {
    ContainerState state = states.observe(id);
    if (!(state instanceof ContainerState.Running running)) {
      throw StateException.wrongState(state, ACTION);
    }
    RuntimeDirectory.of(states.directory(id))
        .runtime()
        .ifPresent(
            other -> {
              throw ContainerException.unsupported(
                  id, ACTION + ": it is run by " + other.name() + ": only Davit's own are saved");
            });
    CriuSupport.check(id, ACTION, host);
    CriuProgram criu = CriuProgram.find(id, ACTION);
    ImageDirectory images = new ImageDirectory(id, request.criu().images());
    ImageDirectory.Before before = images.prepare();
    try {
      // A path such as ../before leads through the directory, which is there only now.
      request.parent().ifPresent(parent -> checkParent(id, images, parent));
      save(running, request, criu, images);
    } catch (ErrnoException e) {
      images.restore(before);
      throw new ContainerException(id, ACTION, e);
    } catch (RuntimeException e) {
      images.restore(before);
      throw e;
    }
  }

  private static void checkParent(ContainerId id, ImageDirectory images, String parent) {
    if (Path.of(parent).isAbsolute()) {
      throw new ContainerException(
          id, "checkpoint: parent path " + parent + ": has to be relative to " + images.path());
    }
    if (!Files.isDirectory(images.path().resolve(parent))) {
      throw new ContainerException(
          id, "checkpoint: parent path " + images.path().resolve(parent) + ": not a directory");
    }
  }

  private void save(
      ContainerState.Running state,
      CheckpointRequest request,
      CriuProgram criu,
      ImageDirectory images)
      throws ErrnoException {
    ContainerId id = state.id();
    int init = state.init().pid();
    Optional<Spec> config = request.config().or(() -> states.config(id));
    Linux linux = config.flatMap(Spec::linux).orElse(Linux.empty());
    Optional<Cgroup> cgroup =
        state
            .description()
            .cgroup()
            .map(path -> Cgroup.open(host.cgroups(), path))
            .filter(Cgroup::exists);
    cgroup.ifPresent(its -> CriuSupport.checkProcesses(id, init, its));
    MountTable inside = MountTable.parse(VirtualFile.read("/proc/" + init + "/mountinfo"));
    if (inside.idMapped().isPresent()) {
      throw ContainerException.unsupported(
          id,
          "checkpoint: the mount on "
              + inside.idMapped().get().mountPoint()
              + " maps its owners, and criu would restore it without");
    }
    boolean ownCgroups = !sameNamespace(init, "cgroup");
    List<String> mounts =
        inside.external(MountTable.parse(VirtualFile.read("/proc/self/mountinfo")), ownCgroups);
    List<String> streams = streams(init, inside);
    Path work = CriuSupport.work(request.criu(), states.directory(id));
    boolean preDump = request.after() == After.PRE_DUMP;
    String log = preDump ? "pre-dump.log" : "dump.log";
    try (Fd imagesFd = CriuSupport.directory(images.path());
        Fd workFd = CriuSupport.directory(work)) {
      CriuRequest asked =
          new CriuRequest(preDump ? CriuRequest.Kind.PRE_DUMP : CriuRequest.Kind.DUMP);
      asked.directories(imagesFd, workFd, log).tree(init);
      asked.flag(Flag.NOTIFY_SCRIPTS).flag(Flag.ORPHAN_PTS_MASTER);
      CriuSupport.addSettings(asked, request.criu());
      mounts.forEach(mount -> asked.external("mnt[" + mount + "]:" + mount));
      streams.stream().filter(name -> name.startsWith("file[")).forEach(asked::external);
      addNamespaces(id, init, linux, asked);
      add(request, asked);
      cgroup.flatMap(Cgroup::directory).ifPresent(directory -> asked.freeze(directory.toString()));
      if (!preDump) {
        images.writeStreams(streams);
        images.writeMounts(mounts);
      }
      run(id, criu, asked, request, work.resolve(log));
    }
  }

  private static void add(CheckpointRequest request, CriuRequest asked) {
    if (request.after() == After.LEAVE_RUNNING) {
      asked.flag(Flag.LEAVE_RUNNING);
    }
    if (request.after() == After.PRE_DUMP || request.parent().isPresent()) {
      asked.flag(Flag.TRACK_MEM);
    }
    request.parent().ifPresent(asked::parent);
    request.pageServer().ifPresent(server -> asked.pageServer(server.address(), server.port()));
  }

  private static void run(
      ContainerId id, CriuProgram criu, CriuRequest asked, CheckpointRequest request, Path log)
      throws ErrnoException {
    try (SocketPair pair = SocketPair.packets()) {
      int pid = criu.start(pair.second());
      pair.second().close();
      try {
        new CriuConversation(pair.first())
            .request(
                asked,
                (stage, its, descriptors) -> {
                  if (stage.equals("status-ready") && request.ready().isPresent()) {
                    Content.writeAll(request.ready().get(), new byte[1]);
                  } else if (stage.equals("post-dump")) {
                    request.stopped().run();
                  }
                });
      } catch (CriuFailure e) {
        throw criu.failure(id, ACTION, e, log);
      } finally {
        // it ends when nobody talks to it any more, and lets the container go on
        pair.first().close();
        Wait.forPid(pid);
      }
    }
  }

  /** Namespaces that belong to somebody else are told by name, and given by name on restore. */
  private static void addNamespaces(ContainerId id, int init, Linux linux, CriuRequest asked)
      throws ErrnoException {
    for (Namespace namespace : linux.namespaces()) {
      if (namespace.path().isEmpty() || CriuSupport.isSavedAsOwn(namespace)) {
        continue;
      }
      NamespaceType type = namespace.type();
      String name = CriuSupport.externalNamespace(id, ACTION, namespace);
      String file = type == NamespaceType.NETWORK ? "net" : "pid";
      long inode = Metadata.stat(Fd.CWD, "/proc/" + init + "/ns/" + file, 0).inode();
      asked.external(file + "[" + inode + "]:" + name);
    }
  }

  private static boolean sameNamespace(int init, String type) throws ErrnoException {
    return Metadata.stat(Fd.CWD, "/proc/" + init + "/ns/" + type, 0).inode()
        == Metadata.stat(Fd.CWD, "/proc/self/ns/" + type, 0).inode();
  }

  /** What criu calls the standard streams: a pipe, a socket, or a file that is mounted outside. */
  private static List<String> streams(int init, MountTable inside) throws ErrnoException {
    List<String> names = new ArrayList<>();
    for (int number = 0; number <= 2; number++) {
      names.add(stream(init, number, inside));
    }
    return names;
  }

  private static String stream(int init, int number, MountTable inside) throws ErrnoException {
    String path = "/proc/" + init + "/fd/" + number;
    if (!Files.isSymbolicLink(Path.of(path))) {
      return "";
    }
    String link = CriuSupport.readlink(path);
    int mount =
        VirtualFile.read("/proc/" + init + "/fdinfo/" + number)
            .lines()
            .filter(line -> line.startsWith("mnt_id:"))
            .map(line -> Integer.parseInt(line.substring(line.indexOf('\t') + 1).strip()))
            .findFirst()
            .orElse(0);
    if (!link.startsWith("/") || link.startsWith("/dev/pts/") || inside.ids().contains(mount)) {
      return link;
    }
    long inode = Metadata.stat(Fd.CWD, path, 0).inode();
    return "file[%x:%x]".formatted(mount, inode);
  }
}
