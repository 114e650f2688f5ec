package dev.davit.image.snapshot;

import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.content.IndexVersion;
import dev.davit.image.content.StoreLayout;
import dev.davit.image.journal.FaultPoint;
import dev.davit.image.journal.Intent;
import dev.davit.image.journal.Journal;
import dev.davit.image.journal.StoreLock;
import dev.davit.image.layer.Attributes;
import dev.davit.image.layer.Layer;
import dev.davit.image.layer.LayerStore;
import dev.davit.image.layer.LowerLayers;
import dev.davit.image.layer.MergedCopy;
import dev.davit.image.layer.TreeRemoval;
import dev.davit.image.layer.TreeUsage;
import dev.davit.image.tar.RawPath;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Timestamp;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directories of containers: prepared before a container starts, removed with it.
 *
 * <p>A container's directory appears by rename with all that belongs to it, and disappears by
 * rename; names that start with a dot are unfinished or on their way out. Safe for use by many
 * threads and processes.
 */
public final class Snapshots {

  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_+-][a-zA-Z0-9_+.-]{0,254}");

  private final StoreLayout layout;
  private final StoreLock lock;
  private final Journal journal;
  private final LayerStore layers;
  private volatile Stacks stacks;

  /** What can be seen of an image's layers, and whether the top one's root has attributes. */
  private record Stack(List<Integer> cacheIds, boolean attributed) {}

  private record Stacks(IndexVersion version, Map<Digest, Stack> byImage) {}

  /** The snapshots below a data root. */
  public Snapshots(StoreLayout layout, StoreLock lock, Journal journal, LayerStore layers) {
    this.journal = journal;
    this.layout = layout;
    this.lock = lock;
    this.layers = layers;
  }

  /**
   * Prepares the directories of a container of an image.
   *
   * @throws ImageException.Exists if there is a container of that id
   * @throws ImageException.NotFound if a layer of the image is gone
   */
  public Snapshot prepare(String containerId, Image image) {
    return lock.shared(
        () -> {
          Stack stack = stack(image);
          ContainerRecord record = record(StorageDriver.OVERLAY, image, stack);
          return create(containerId, record, stack.attributed());
        });
  }

  /**
   * The same with a choice of how the container's files are kept apart from the image's.
   *
   * @throws ImageException.Exists if there is a container of that id
   * @throws ImageException.NotFound if a layer of the image is gone
   */
  public Snapshot prepare(String containerId, Image image, StorageDriver driver) {
    if (driver == StorageDriver.OVERLAY) {
      return prepare(containerId, image);
    }
    try (Intent intent = journal.begin("prepare " + containerId)) {
      ContainerRecord record =
          lock.shared(
              () -> {
                intent.lease(image.chainIds());
                return record(driver, image, stack(image));
              });
      return copied(containerId, record, intent.directory().resolve("container"));
    }
  }

  private static ContainerRecord record(StorageDriver driver, Image image, Stack stack) {
    List<Digest> chain = image.chainIds();
    Optional<Digest> top =
        chain.isEmpty() ? Optional.empty() : Optional.of(chain.get(chain.size() - 1));
    return new ContainerRecord(
        driver, Optional.of(image.id()), top, stack.cacheIds(), Optional.empty(), false);
  }

  /**
   * Keeps an image's layers for somebody who only reads them: no directory for changes is made, and
   * until {@link #remove} the image cannot go.
   *
   * @param id unlike those of all containers
   * @throws ImageException.Exists if there is a container or view of that id
   * @throws ImageException.NotFound if a layer of the image is gone
   */
  public Snapshot view(String id, Image image) {
    return lock.shared(
        () -> {
          ContainerRecord record = record(StorageDriver.OVERLAY, image, stack(image)).forReading();
          Path unfinished = layout.containers().resolve("." + UUID.randomUUID() + ".new");
          try {
            Files.createDirectory(unfinished);
            record.write(unfinished);
            directories(unfinished, record);
            return place(id, record, unfinished);
          } catch (IOException e) {
            throw new ImageException.Storage(id + ": view: " + IoFailure.reason(e), e);
          } finally {
            TreeRemoval.remove(unfinished);
          }
        });
  }

  /** Copies without the lock, which is for moments. */
  private Snapshot copied(String containerId, ContainerRecord record, Path unfinished) {
    Path container = container(containerId);
    try {
      if (Files.exists(container)) {
        throw new FileAlreadyExistsException(container.toString());
      }
      Files.createDirectory(unfinished);
      directories(unfinished, record);
      Snapshot snapshot = snapshot(containerId, unfinished, record);
      try (LowerLayers lower = LowerLayers.open(snapshot.lowerdirs());
          Fd top =
              Descriptors.open(
                  Fd.CWD,
                  snapshot.upperdir().toString(),
                  OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)) {
        MergedCopy.copy(lower, RawPath.ROOT, top);
      }
      record.write(unfinished);
      return lock.shared(() -> place(containerId, record, unfinished));
    } catch (ErrnoException e) {
      throw new ImageException.Storage(container + ": prepare: " + e.getMessage(), e);
    } catch (FileAlreadyExistsException e) {
      throw new ImageException.Exists("container " + containerId + ": exists already");
    } catch (IOException e) {
      throw new ImageException.Storage(container + ": prepare: " + IoFailure.reason(e), e);
    }
  }

  private static void directories(Path unfinished, ContainerRecord record) throws IOException {
    if (!record.readOnly()) {
      Files.createDirectory(unfinished.resolve("upper"));
      Files.createDirectory(unfinished.resolve("work"));
    }
    if (record.directory().isEmpty() && record.cacheIds().isEmpty()) {
      Files.createDirectory(unfinished.resolve("lower"));
    }
  }

  private Snapshot place(String containerId, ContainerRecord record, Path unfinished) {
    Path container = container(containerId);
    try {
      if (Files.exists(container)) {
        throw new FileAlreadyExistsException(container.toString());
      }
      FaultPoint.SNAPSHOT_FILLED.reached();
      Files.move(unfinished, container, StandardCopyOption.ATOMIC_MOVE);
      FaultPoint.SNAPSHOT_PLACED.reached();
      return snapshot(containerId, container, record);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      throw new ImageException.Exists("container " + containerId + ": exists already");
    } catch (IOException e) {
      throw new ImageException.Storage(container + ": prepare: " + IoFailure.reason(e), e);
    }
  }

  /**
   * The layers of an image, kept for as long as the index is the same: a container of an image of
   * many layers shall not read as many records again.
   */
  private Stack stack(Image image) {
    IndexVersion now = IndexVersion.of(layout.index());
    Stacks known = stacks;
    if (known == null || !known.version().equals(now)) {
      known = new Stacks(now, new ConcurrentHashMap<>());
      stacks = known;
    }
    return known.byImage().computeIfAbsent(image.id(), id -> read(image));
  }

  private Stack read(Image image) {
    boolean attributed =
        !image.chainIds().isEmpty()
            && layers
                .find(image.chainIds().get(image.chainIds().size() - 1))
                .map(Layer::attributed)
                .orElse(false);
    return new Stack(cacheIds(image), attributed);
  }

  /** The layers that can be seen, top-most first. */
  private List<Integer> cacheIds(Image image) {
    List<Integer> cacheIds = new ArrayList<>();
    for (int i = image.chainIds().size() - 1; i >= 0; i--) {
      Digest chainId = image.chainIds().get(i);
      Optional<Layer> layer = layers.find(chainId);
      if (layer.isEmpty()) {
        throw new ImageException.NotFound(
            image.displayName() + ": layer " + chainId + " is not unpacked (load the image again)");
      }
      cacheIds.add(layer.get().cacheId());
      if (layer.get().opaque()) {
        break;
      }
    }
    return cacheIds;
  }

  /**
   * Prepares the directories of a container on top of any directory, which stays as it is.
   *
   * @throws ImageException.Exists if there is a container of that id
   * @throws ImageException.NotFound if the directory is none
   */
  public Snapshot prepare(String containerId, Path lower) {
    Path directory = lower.toAbsolutePath().normalize();
    if (!Files.isDirectory(directory)) {
      throw new ImageException.NotFound(
          directory + ": " + (Files.exists(directory) ? "not a directory" : "no such directory"));
    }
    ContainerRecord record =
        new ContainerRecord(
            StorageDriver.OVERLAY,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(directory),
            false);
    return lock.shared(() -> create(containerId, record, false));
  }

  private Snapshot create(String containerId, ContainerRecord record, boolean attributed) {
    Path container = container(containerId);
    Path unfinished = layout.containers().resolve("." + UUID.randomUUID() + ".new");
    try {
      Files.createDirectory(unfinished);
      record.write(unfinished);
      directories(unfinished, record);
      Snapshot made = snapshot(containerId, unfinished, record);
      copyRoot(made.lowerdirs().get(0), made.upperdir(), attributed);
      return place(containerId, record, unfinished);
    } catch (IOException | RuntimeException e) {
      TreeRemoval.remove(unfinished);
      if (e instanceof ImageException known) {
        throw known;
      }
      String reason = e instanceof IOException io ? IoFailure.reason(io) : e.toString();
      throw new ImageException.Storage(container + ": prepare: " + reason, e);
    }
  }

  /**
   * The root of an overlay shows the attributes of the upper directory. Extended ones are so rare
   * there that looking for them (and loading the library that does) is only worth while where a
   * layer's record says that there are some.
   */
  private static void copyRoot(Path model, Path upper, boolean attributed) {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;
    try (Fd from = Descriptors.open(Fd.CWD, model.toString(), flags);
        Fd to = Descriptors.open(Fd.CWD, upper.toString(), flags)) {
      Timestamp modified =
          attributed ? Attributes.copy(from, to) : Attributes.copyOwnerAndMode(from, to);
      Metadata.setTimes(to, modified, modified);
    } catch (ErrnoException e) {
      throw new ImageException.Storage(upper + ": prepare: " + e.getMessage(), e);
    }
  }

  /**
   * What {@link #prepare(String, Image)} would give. Makes nothing.
   *
   * @throws ImageException.NotFound if a layer of the image is gone
   */
  public Snapshot plan(String containerId, Image image) {
    ContainerRecord record =
        new ContainerRecord(
            StorageDriver.OVERLAY,
            Optional.of(image.id()),
            Optional.empty(),
            cacheIds(image),
            Optional.empty(),
            false);
    return snapshot(containerId, container(containerId), record);
  }

  /** The snapshot of a container, if it has one. */
  public Optional<Snapshot> find(String containerId) {
    Path container = container(containerId);
    return ContainerRecord.read(container).map(record -> snapshot(containerId, container, record));
  }

  private Snapshot snapshot(String containerId, Path container, ContainerRecord record) {
    List<Path> lowerdirs = new ArrayList<>();
    record.directory().ifPresent(lowerdirs::add);
    record.cacheIds().forEach(cacheId -> lowerdirs.add(layers.directory(cacheId)));
    if (lowerdirs.isEmpty()) {
      // An image without layers; overlayfs wants at least one directory.
      lowerdirs.add(container.resolve("lower"));
    }
    return new Snapshot(
        record.driver(),
        containerId,
        lowerdirs,
        container.resolve("upper"),
        container.resolve("work"),
        layout.overlay2());
  }

  /** What each container stands on; one whose record is damaged has an empty one. */
  public Map<String, ContainerRecord> list() {
    Map<String, ContainerRecord> records = new LinkedHashMap<>();
    for (Path container : directories()) {
      String name = container.getFileName().toString();
      if (!name.startsWith(".")) {
        records.put(name, ContainerRecord.read(container).orElseGet(ContainerRecord::damaged));
      }
    }
    return records;
  }

  /** The ids of the containers of an image. */
  public List<String> users(Digest image) {
    return list().entrySet().stream()
        .filter(container -> container.getValue().image().equals(Optional.of(image)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Removes a container's directory with everything in it. Nothing may be mounted on it any more.
   *
   * @return false if there was none
   */
  public boolean remove(String containerId) {
    Path container = container(containerId);
    Path doomed = layout.containers().resolve("." + UUID.randomUUID() + ".gone");
    boolean there = lock.shared(() -> moved(container, doomed));
    FaultPoint.SNAPSHOT_MOVED.reached();
    TreeRemoval.remove(doomed);
    return there;
  }

  private static boolean moved(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new ImageException.Storage(from + ": remove: " + IoFailure.reason(e), e);
    }
  }

  /** Takes away what dead processes left. The caller holds the store's lock exclusively. */
  public void replay() {
    for (Path container : directories()) {
      if (container.getFileName().toString().startsWith(".")) {
        TreeRemoval.remove(container);
      }
    }
  }

  /** The names of half-made and half-removed containers. */
  public List<String> unfinished() {
    return directories().stream()
        .map(container -> container.getFileName().toString())
        .filter(name -> name.startsWith("."))
        .toList();
  }

  /** What is wrong with containers, by their ids; those that are well are not in it. */
  public Map<String, List<String>> problems() {
    return new SnapshotRepair(layout, layers).problems(list().keySet());
  }

  /** The image that a container stands on, if its record says so. */
  public Optional<Digest> imageOf(String containerId) {
    return ContainerRecord.read(container(containerId)).flatMap(ContainerRecord::image);
  }

  /** Whether a container stands on a directory of the host. */
  public boolean standsOnDirectory(String containerId) {
    return ContainerRecord.read(container(containerId))
        .flatMap(ContainerRecord::directory)
        .isPresent();
  }

  /**
   * Writes a container's record anew and makes the directories that it lacks. What it had changed
   * stays, as far as it is there.
   *
   * @param image what it stands on; absent for a directory of the host
   * @throws ImageException.NotFound if a layer of the image is gone
   */
  public void mend(String containerId, Optional<Image> image) {
    lock.exclusive(
        () -> {
          Optional<ContainerRecord> old = ContainerRecord.read(container(containerId));
          StorageDriver driver = old.map(ContainerRecord::driver).orElse(StorageDriver.OVERLAY);
          ContainerRecord record =
              image.isPresent()
                  ? record(driver, image.get(), read(image.get()))
                  : old.orElseThrow();
          new SnapshotRepair(layout, layers).mend(container(containerId), record);
          return null;
        });
  }

  /**
   * What a container has changed, sorted by path.
   *
   * @throws ImageException.NotFound if there is no such container
   */
  public List<Change> diff(String containerId) {
    return record(containerId).readOnly() ? List.of() : UpperTree.changes(existing(containerId));
  }

  /**
   * Writes what a container has changed as the archive of a layer.
   *
   * @param changes which of {@link #diff}, in their order
   * @throws ImageException.NotFound if there is no such container
   * @throws ImageException.Unsupported if a change can be read by overlayfs only
   * @throws IOException if the stream cannot be written
   */
  public void archive(String containerId, List<Change> changes, OutputStream out)
      throws IOException {
    ChangeArchive.write(existing(containerId), changes, out);
  }

  /**
   * What a container stands on.
   *
   * @throws ImageException.NotFound if there is no such container
   */
  public ContainerRecord record(String containerId) {
    return ContainerRecord.read(container(containerId)).orElseThrow(() -> missing(containerId));
  }

  private static ImageException missing(String containerId) {
    return new ImageException.NotFound("container " + containerId + ": no snapshot");
  }

  /**
   * The disk space that a container's own files take, in bytes.
   *
   * @throws ImageException.NotFound if there is no such container
   */
  public long usageBytes(String containerId) {
    return TreeUsage.bytes(existing(containerId).upperdir());
  }

  private Snapshot existing(String containerId) {
    return find(containerId).orElseThrow(() -> missing(containerId));
  }

  private List<Path> directories() {
    try (Stream<Path> files = Files.list(layout.containers())) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new ImageException.Storage(layout.containers() + ": list: " + IoFailure.reason(e), e);
    }
  }

  private Path container(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "container id '"
              + (id.length() > 64 ? id.substring(0, 64) + "…" : id)
              + "': does not match "
              + ID);
    }
    return layout.containers().resolve(id);
  }
}
