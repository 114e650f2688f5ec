package dev.davit.engine;

import dev.davit.engine.ContainerOptions.RootFiles;
import dev.davit.engine.pod.PodEngine;
import dev.davit.engine.pod.PodSettings;
import dev.davit.engine.pod.Pods;
import dev.davit.image.CheckRequest;
import dev.davit.image.Commit;
import dev.davit.image.Damage;
import dev.davit.image.ImageStore;
import dev.davit.image.registry.Registry;
import dev.davit.image.snapshot.Change;
import dev.davit.image.snapshot.StorageDriver;
import dev.davit.linux.IoFailure;
import dev.davit.linux.Signal;
import dev.davit.linux.process.Processes;
import dev.davit.linux.seccomp.SeccompCompiler;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.rootless.Rootless;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Containers and images on one data root and one state root: the way in for Java programs.
 *
 * <pre>{@code
 * try (Davit davit = Davit.open();
 *     RunningContainer container = davit.container("debian:12").command("id").start()) {
 *   System.out.print(new String(container.stdout().readAllBytes()));
 *   System.out.println("exit code " + container.waitFor().code());
 * }
 * }</pre>
 *
 * <p>Opening one reads and makes nothing. Any number may be open, on the same roots as well, in one
 * program or in many. It is safe for use by many threads.
 *
 * <p>Closing it does <em>not</em> end containers: a {@link RunningContainer} that is not closed
 * runs on, and every process that opens the same roots can see, signal and remove it. After a close
 * this object cannot be used any more, nor can the {@link RunningContainer}s that it gave.
 */
public final class Davit implements AutoCloseable {

  /** Where images and writable layers are if nothing else is said. */
  public static final Path DEFAULT_DATA_ROOT = Path.of("/var/lib/davit");

  private final Path dataRoot;
  private final Path stateRoot;
  private final ContainerFiles files;
  private final NameIndex names;
  private final PodSide podSide;
  private Runtime runtime;
  private ImageStore store;
  private volatile StorageDriver driver = StorageDriver.OVERLAY;
  private PodEngine pods;
  private Registry registry;

  private Davit(Path dataRoot, Path stateRoot) {
    this.dataRoot = dataRoot.toAbsolutePath().normalize();
    this.stateRoot = stateRoot.toAbsolutePath().normalize();
    this.files = new ContainerFiles(this.dataRoot);
    this.names = new NameIndex(this.dataRoot);
    this.podSide = new PodSide(this.dataRoot, this.stateRoot);
  }

  /**
   * On {@code /var/lib/davit} and {@code /run/davit}, of an ordinary user below its home and its
   * runtime directory, or where the system properties {@code davit.root} and {@code davit.state}
   * say.
   */
  public static Davit open() {
    return at(
        Path.of(System.getProperty("davit.root", defaultDataRoot().toString())),
        Path.of(System.getProperty("davit.state", defaultStateRoot().toString())));
  }

  private static boolean isRootless() {
    return Rootless.entered() || Rootless.effectiveUid() != 0;
  }

  private static Path defaultDataRoot() {
    return isRootless() ? Rootless.dataRoot(System.getenv()) : DEFAULT_DATA_ROOT;
  }

  private static Path defaultStateRoot() {
    return isRootless() ? Rootless.stateRoot(System.getenv()) : Runtime.DEFAULT_STATE_ROOT;
  }

  /**
   * On two directories, which need not exist yet.
   *
   * @param dataRoot images, and the writable layers of containers; on a file system that can be the
   *     upper layer of an overlay
   * @param stateRoot which containers run; best on a tmpfs, so that a restart of the machine clears
   *     it
   */
  public static Davit at(Path dataRoot, Path stateRoot) {
    return new Davit(dataRoot, stateRoot);
  }

  /**
   * Loads the native libraries, so that the first start need not. Of use on a thread of its own,
   * while the program does something else; never needed.
   */
  public static void preload() {
    Processes.pid();
    SeccompCompiler.available();
  }

  /** The images. */
  public Images images() {
    return new Images(store(), this::registry);
  }

  /**
   * A container of an image.
   *
   * @param image its name, or its id or the beginning of it
   */
  public ContainerBuilder container(String image) {
    return new ContainerBuilder(this, new RootFiles.FromImage(image));
  }

  /**
   * A container of a directory, {@code /} too. An overlay protects it: nothing that the container
   * does to its files reaches the directory.
   */
  public ContainerBuilder rootfs(Path directory) {
    return new ContainerBuilder(this, ContainerBuilder.directory(directory));
  }

  /** Pods with the default settings; see {@link #pods(PodSettings)}. */
  public Pods pods() {
    return pods(PodSettings.defaults());
  }

  /**
   * The pods below the same roots. The first call adopts what runs there and decides the settings;
   * later ones give the same object.
   */
  public synchronized Pods pods(PodSettings settings) {
    if (pods == null) {
      pods = new PodEngine(dataRoot, stateRoot, this::store, settings);
    }
    return pods;
  }

  /** All containers, running or not, those of pods too, the latest first. */
  public List<ContainerInfo> containers() {
    return lookup().all();
  }

  /**
   * One container.
   *
   * @param nameOrId its name, its id, or the beginning of its id
   * @throws ContainerException if there is none, or more than one
   */
  public ContainerInfo find(String nameOrId) {
    return lookup().find(nameOrId);
  }

  /**
   * One container, to work with while it runs.
   *
   * @param nameOrId its name, its id, or the beginning of its id
   * @throws ContainerException if there is none, or more than one
   */
  public ContainerHandle handle(String nameOrId) {
    ContainerLookup lookup = lookup();
    return new ContainerHandle(lookup, lookup.find(nameOrId));
  }

  /**
   * Sends a signal to a container's first process.
   *
   * @throws ContainerException if there is no such container, or it does not run
   */
  public void kill(String nameOrId, Signal signal) {
    ContainerLookup lookup = lookup();
    ContainerInfo found = lookup.running(nameOrId);
    lookup.runtime(found).kill(new ContainerId(found.id()), signal, false);
  }

  /**
   * Waits until a container has ended, whoever started it.
   *
   * @return empty if it still runs when the time is over
   * @throws ContainerException if there is no such container
   * @throws InterruptedException if the thread is interrupted
   */
  public Optional<ContainerExit> awaitExit(String nameOrId, Duration timeout)
      throws InterruptedException {
    ContainerLookup lookup = lookup();
    ContainerInfo found = lookup.find(nameOrId);
    return lookup.runtime(found).awaitExit(new ContainerId(found.id()), timeout);
  }

  /**
   * Removes a container: what it wrote, its state and its name.
   *
   * @param force whether to kill it if it runs
   * @throws ContainerException if there is no such container, or it runs, or it is in a pod:
   *     whoever keeps the pod removes it
   */
  public void remove(String nameOrId, boolean force) {
    new ContainerRemoval(runtime(), store(), names).remove(find(nameOrId), force);
  }

  /**
   * Gives a name to a container of a pod, among all containers of this data root.
   *
   * @throws ContainerException if another container has it
   * @throws OptionException if it is no name
   */
  public void name(String id, String name) {
    names.claim(name, id);
  }

  /** Frees the name of a container of a pod that was removed, if it still has it. */
  public void unname(String id, String name) {
    names.release(name, id);
  }

  /**
   * What a container has changed, sorted by path; mount points that its start made are left out.
   *
   * @throws ContainerException if there is no such container
   */
  public List<Change> diff(String nameOrId) {
    return layer().diff(find(nameOrId).id());
  }

  /**
   * Makes an image of a container: its image, and a layer of what it has changed.
   *
   * @param pause whether a container that runs stands still meanwhile
   * @throws ContainerException if there is no such container
   * @throws dev.davit.image.ImageException if it was started from a directory, or the store fails
   */
  public ImageInfo commit(String nameOrId, Commit commit, boolean pause) {
    return Images.info(layer().commit(find(nameOrId), commit, pause));
  }

  /**
   * The files of a container, running or not, to copy from and to; the caller closes it.
   *
   * @throws ContainerException if there is no such container
   */
  public ContainerTree files(String nameOrId) {
    ContainerInfo found = find(nameOrId);
    return ContainerTree.open(found, lookup().runtime(found), store());
  }

  /** The named volumes. */
  public VolumeStore volumes() {
    return new VolumeStore(store().volumes(), namedVolumes());
  }

  /**
   * The volumes of a container to come, such as {@code SRC:DST[:ro]}; named ones that are not there
   * are made, and filled with what the image has at their place.
   *
   * @param image of the container
   * @throws OptionException if one is not of that form
   * @throws dev.davit.image.ImageException if there is no such image, or the store fails
   */
  public List<Volume> volumes(List<String> texts, String image) {
    List<Volume> volumes = texts.stream().map(v -> Volume.parse(v, volumesDirectory())).toList();
    if (!namedVolumes().names(volumes).isEmpty()) {
      namedVolumes()
          .prepare(volumes, store().snapshots().plan("volume", store().resolve(image)).lowerdirs());
    }
    return volumes;
  }

  /** The disk space that images, containers and volumes take. */
  public DiskUsage diskUsage() {
    return housekeeping().usage(store());
  }

  /** Throws away containers that have ended, and images and volumes that nobody needs. */
  public Prune.Result prune(Prune prune) {
    return housekeeping().prune(store(), prune);
  }

  /**
   * Finds what is wrong with the data root, and mends it if it shall. Works on one that cannot even
   * be opened.
   */
  public List<Damage> check(boolean repair) {
    return check(repair ? CheckRequest.REPAIR : CheckRequest.LOOK);
  }

  /** The same, with more to choose. */
  public List<Damage> check(CheckRequest request) {
    return housekeeping().check(dataRoot, request);
  }

  /** Lets containers of images that are started from now on stand on this. */
  public Davit storageDriver(StorageDriver driver) {
    this.driver = driver;
    return this;
  }

  private Housekeeping housekeeping() {
    return new Housekeeping(this, runtime(), files, lookup());
  }

  NamedVolumes namedVolumes() {
    return new NamedVolumes(dataRoot, this::store, files, podSide);
  }

  /** Where named volumes are. */
  Path volumesDirectory() {
    return dataRoot.resolve("volumes");
  }

  void removeFiles(String id) {
    store().snapshots().remove(id);
  }

  private WritableLayer layer() {
    return new WritableLayer(lookup(), store());
  }

  /**
   * What the start of an OCI bundle would do.
   *
   * @param bundle a directory with a {@code config.json}
   * @throws dev.davit.oci.json.SpecException with all that is wrong with that file
   * @throws OptionException if there is no such file
   */
  public PlannedStart planBundle(Path bundle) {
    Path directory = bundle.toAbsolutePath().normalize();
    Path config = directory.resolve("config.json");
    try {
      return plan(directory, Spec.parse(Files.readString(config)));
    } catch (SpecException e) {
      throw new SpecException(config.toString(), e.problems());
    } catch (IOException e) {
      throw new OptionException(
          "bundle", config + ": " + IoFailure.reason(e) + ": give a directory with a config.json");
    }
  }

  private PlannedStart plan(Path bundle, Spec spec) {
    Path root = bundle.resolve(spec.root().map(r -> r.path()).orElse("rootfs"));
    boolean terminal = spec.process().map(p -> p.terminal()).orElse(false);
    ContainerRequest request =
        ContainerRequest.of(
                new ContainerId("bundle"),
                spec,
                new RootSource.Directory(root),
                terminal ? Stdio.terminal(24, 80) : Stdio.inherit())
            .withBundle(bundle);
    return new PlannedStart(spec, runtime().plan(request).print().lines().toList());
  }

  /** Stops watching. The containers run on. */
  @Override
  public synchronized void close() {
    if (pods != null) {
      pods.close();
    }
    podSide.close();
    if (registry != null) {
      registry.close();
    }
    if (runtime != null) {
      runtime.close();
    }
  }

  RunningContainer start(ContainerOptions options, Stdio stdio) {
    return starter().start(options, stdio);
  }

  PlannedStart plan(ContainerOptions options, Stdio stdio) {
    return starter().plan(options, stdio);
  }

  void discard(Container container, String id, Optional<String> name) {
    new ContainerRemoval(runtime(), store(), names).discard(container, id, name);
  }

  private Starter starter() {
    return new Starter(this, runtime(), this::store, files, names, namedVolumes(), driver);
  }

  private ContainerLookup lookup() {
    return new ContainerLookup(runtime(), files, names, podSide);
  }

  private synchronized Runtime runtime() {
    if (runtime == null) {
      runtime = Runtime.open(stateRoot);
    }
    return runtime;
  }

  private synchronized Registry registry() {
    if (registry == null) {
      registry = Registry.open();
    }
    return registry;
  }

  private synchronized ImageStore store() {
    if (store == null) {
      store = ImageStore.open(dataRoot);
    }
    return store;
  }
}
