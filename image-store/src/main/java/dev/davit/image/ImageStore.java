package dev.davit.image;

import dev.davit.image.archive.ArchiveFiles;
import dev.davit.image.archive.ArchiveFormat;
import dev.davit.image.archive.ArchiveStream;
import dev.davit.image.archive.DockerArchiveWriter;
import dev.davit.image.archive.FoundImage;
import dev.davit.image.archive.ImageFinder;
import dev.davit.image.archive.LayoutDirectory;
import dev.davit.image.archive.OciArchiveWriter;
import dev.davit.image.archive.PlatformChoice;
import dev.davit.image.archive.RootFsArchive;
import dev.davit.image.archive.SavedImage;
import dev.davit.image.archive.StagedArchive;
import dev.davit.image.content.DownloadLocks;
import dev.davit.image.content.ImageIndex;
import dev.davit.image.content.IndexVersion;
import dev.davit.image.content.StoreLayout;
import dev.davit.image.journal.Intent;
import dev.davit.image.layer.Layer;
import dev.davit.image.layer.UnpackLimits;
import dev.davit.image.registry.PullRequest;
import dev.davit.image.registry.PushRequest;
import dev.davit.image.registry.Registry;
import dev.davit.image.registry.RemoteImage;
import dev.davit.image.registry.Repository;
import dev.davit.image.registry.Upload;
import dev.davit.image.snapshot.Change;
import dev.davit.image.snapshot.Snapshots;
import dev.davit.image.volume.Volumes;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The images of one data root: brought in, found, tagged and removed; and the directories of the
 * containers that stand on them.
 *
 * <p>Holds nothing open, and in memory only what one call can check, so that any number of threads
 * and processes may use a data root at once. All methods throw {@link ImageException}.
 */
public final class ImageStore {

  private final StoreParts store;
  private final ImageCatalog catalog;
  private final Snapshots snapshots;
  private final Collector collector;
  private final UnpackLimits limits;
  private volatile Known known;

  /** What was read of an index; documents never change, so it holds as long as the index. */
  private record Known(IndexVersion version, ImageCatalog.Listing listing) {}

  private ImageStore(StoreParts store, UnpackLimits limits) {
    this.store = store;
    this.limits = limits;
    this.catalog = new ImageCatalog(store.blobs(), store.layers());
    this.snapshots = new Snapshots(store.layout(), store.lock(), store.journal(), store.layers());
    this.collector = new Collector(store, catalog);
  }

  /** Opens the store below a data root, which is made when it is missing. */
  public static ImageStore open(Path dataRoot) {
    return open(dataRoot, UnpackLimits.DEFAULT);
  }

  /** Opens the store with limits of its own for what it unpacks. */
  public static ImageStore open(Path dataRoot, UnpackLimits limits) {
    StoreLayout layout = new StoreLayout(dataRoot);
    layout.create();
    ImageStore images = new ImageStore(StoreParts.of(layout), limits);
    images.replay();
    return images;
  }

  /**
   * Finds what is wrong with the store below a data root, which need not be in a state in which it
   * can be opened.
   *
   * @param images who knows the id of the image that a container was started from, for containers
   *     whose own record is damaged
   */
  public static List<Damage> check(
      Path dataRoot, CheckRequest request, Function<String, Optional<Digest>> images) {
    StoreParts parts = StoreParts.of(new StoreLayout(dataRoot));
    return new StoreCheck(parts, UnpackLimits.DEFAULT, request).run(images);
  }

  /** Undoes what dead processes left unfinished. */
  private void replay() {
    DownloadLocks.sweep(store.layout());
    boolean clean =
        store
            .lock()
            .exclusive(
                () -> {
                  snapshots.replay();
                  volumes().replay();
                  return store.journal().isEmpty();
                });
    if (!clean) {
      withTrash(
          "replay",
          trash -> {
            if (store.journal().replay() > 0) {
              collect(trash);
            }
            return null;
          });
    }
  }

  private void collect(Path trash) {
    collector.collect(trash, snapshots.list().values());
  }

  /** Runs an action with the store locked, and removes what it throws away with the lock let go. */
  private <T> T withTrash(String what, Function<Path, T> action) {
    try (Intent trash = store.journal().begin(what)) {
      return store.lock().exclusive(() -> action.apply(trash.directory()));
    }
  }

  /** The data root. */
  public Path dataRoot() {
    return store.layout().root();
  }

  /** The directories of containers. */
  public Snapshots snapshots() {
    return snapshots;
  }

  /**
   * Loads the images of an OCI layout (a directory or a tar of one) or of a {@code docker save}
   * archive, compressed or not: of each the one that runs on this machine.
   *
   * @return the images, with the names that the archive gives them: they may have others
   */
  public List<Image> load(Path archive) {
    return load(archive, ImportListener.NONE);
  }

  /** Loads images, and reports progress. */
  public List<Image> load(Path archive, ImportListener listener) {
    if (Files.isDirectory(archive)) {
      try (ImageImport session = session(archive.toString(), listener)) {
        return load(session, new LayoutDirectory(archive));
      }
    }
    try (InputStream in = ArchiveStream.open(archive)) {
      return load(in, archive.toString(), listener);
    } catch (NoSuchFileException e) {
      throw new ImageException.NotFound(archive + ": no such file");
    } catch (IOException e) {
      throw new ImageException.Storage(archive + ": read: " + IoFailure.reason(e), e);
    }
  }

  /**
   * Loads the images of an archive that comes as a stream, which stays the caller's to close.
   *
   * @param label what messages call it
   */
  public List<Image> load(InputStream archive, String label, ImportListener listener) {
    try (ImageImport session = session(label, listener)) {
      return load(session, StagedArchive.read(archive, label, session.stage()));
    } catch (IOException e) {
      throw new ImageException.Malformed(
          label + ": damaged or truncated: " + IoFailure.reason(e), e);
    }
  }

  private List<Image> load(ImageImport session, ArchiveFiles files) {
    return load(session, new ImageFinder(files, PlatformChoice.ofThisMachine()).find());
  }

  private List<Image> load(ImageImport session, List<FoundImage> found) {
    found.forEach(session::add);
    commit(session);
    List<Image> images = new ArrayList<>();
    ImageCatalog.Listing listing = listing();
    for (FoundImage image : found) {
      Image stored = ImageCatalog.resolve(listing, image.config().digest().toString());
      images.add(stored.withReferences(image.references()));
    }
    return images;
  }

  private void commit(ImageImport session) {
    collectingAfterFailure(session, session::commit);
  }

  /** What fails half-way leaves content that nothing refers to. */
  private void collectingAfterFailure(ImageImport session, Runnable work) {
    try {
      work.run();
    } catch (ImageException e) {
      session.close();
      try {
        collectGarbage();
      } catch (ImageException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  private ImageImport session(String label, ImportListener listener) {
    return new ImageImport(store, label, limits, listener);
  }

  /** Makes an image of one layer from the tar of a root file system, compressed or not. */
  public Image importTar(Path tar, String name, ContainerConfig config, ImportListener listener) {
    try (InputStream in = ArchiveStream.open(tar)) {
      return importTar(in, tar.toString(), name, config, listener);
    } catch (NoSuchFileException e) {
      throw new ImageException.NotFound(tar + ": no such file");
    } catch (IOException e) {
      throw new ImageException.Storage(tar + ": read: " + IoFailure.reason(e), e);
    }
  }

  /**
   * Makes an image of one layer from the tar of a root file system. The same tar with the same
   * configuration gives the same image everywhere.
   *
   * @param label what messages call the tar
   * @param name the image's name; {@code latest} is its tag when it says none
   * @param config defaults of the image's containers, such as command and environment
   */
  public Image importTar(
      InputStream tar, String label, String name, ContainerConfig config, ImportListener listener) {
    ImageReference reference = reference(name);
    try (ImageImport session = session(label, listener)) {
      session.needEndMarkers();
      FoundImage image = RootFsArchive.read(tar, label, session.stage(), reference, config);
      return load(session, List.of(image)).get(0);
    }
  }

  /**
   * Makes an image of what a container has changed. A container that runs should be paused.
   *
   * @param relevant picks the changes that count; mount points that were made for it may not
   * @throws ImageException.NotFound if there is no such container
   * @throws ImageException.Unsupported if it stands on no image, or a change cannot be archived
   */
  public Image commit(String containerId, Commit commit, UnaryOperator<List<Change>> relevant) {
    Optional<ImageReference> name = commit.name().map(ImageStore::reference);
    ContainerCommit making = new ContainerCommit(store, snapshots);
    Image base = resolve(making.base(containerId).toString());
    List<Change> changes = relevant.apply(snapshots.diff(containerId));
    String label = "container " + containerId;
    try (ImageImport session = session(label, ImportListener.NONE)) {
      return load(
              session,
              List.of(making.make(containerId, base, changes, commit, name, session.stage())))
          .get(0);
    }
  }

  /**
   * Writes images into an archive that {@link #load} and other tools read. A name that is given is
   * the only one that its image has there; one given by id has all its names.
   *
   * @param out stays the caller's to close
   * @throws ImageException.NotFound if there is no such image, or the archive of a layer is gone
   * @throws ImageException.WrongDigest if a blob is damaged
   */
  public void save(List<String> namesOrIds, ArchiveFormat format, OutputStream out) {
    try {
      List<SavedImage> images = namesOrIds.stream().map(this::saved).toList();
      switch (format) {
        case OCI -> new OciArchiveWriter(store.blobs()).write(images, out);
        case DOCKER -> new DockerArchiveWriter(store.blobs()).write(images, out);
      }
    } catch (IOException e) {
      throw new ImageException.Storage("save: write: " + IoFailure.reason(e), e);
    }
  }

  private SavedImage saved(String nameOrId) {
    Image image = resolve(nameOrId);
    Optional<ImageReference> name =
        ImageCatalog.reference(nameOrId).filter(image.references()::contains);
    return new SavedImage(
        name.map(List::of).orElse(image.references()),
        image.manifest(),
        Manifest.parse(store.blobs().document(image.manifest())),
        image.config());
  }

  /**
   * Pulls an image: its layers are downloaded, verified and unpacked at once, and only those that
   * the store does not have.
   *
   * @param name such as {@code debian:12} or {@code registry.example/app@sha256:…}
   * @return the image, with that name
   * @throws ImageException.NotFound if the registry has none, or none for the platform
   * @throws ImageException.Denied if it wants to know who asks
   * @throws ImageException.Registry if it cannot be reached, or fails
   * @throws ImageException.WrongDigest if what it gives is not what it should be
   */
  public Image pull(Registry registry, String name, PullRequest request) {
    ImageReference reference = remoteReference(name);
    Repository repository =
        registry.repository(reference, request.credentials(), request.listener());
    RemoteImage remote =
        RemoteImage.find(repository, reference, request.platform().map(PlatformChoice::of));
    try (ImageImport session = session(reference.familiar(), request.listener())) {
      collectingAfterFailure(
          session,
          () -> {
            bring(session, remote, new BlobFetcher(repository, remote, request.listener()));
            session.commit();
          });
    }
    return resolve(remote.image().config().digest().toString()).withReferences(List.of(reference));
  }

  private static void bring(ImageImport session, RemoteImage remote, BlobFetcher fetcher) {
    try (fetcher) {
      try {
        session.add(remote.image(), remote.origin(), fetcher);
      } catch (RuntimeException e) {
        fetcher.abort();
        throw e;
      }
    }
  }

  /**
   * Pushes an image as it is: the same bytes, so that it has the same digest there.
   *
   * @param nameOrId the image
   * @param target the name that it gets in its registry
   * @return the digest of its manifest
   * @throws ImageException.NotFound if there is no such image
   * @throws ImageException.Denied if the registry wants to know who asks, or does not let them
   * @throws ImageException.Registry if it cannot be reached, or fails
   */
  public Digest push(Registry registry, String nameOrId, String target, PushRequest request) {
    ImageReference reference = remoteReference(target);
    Repository repository =
        registry.repository(reference, request.credentials(), request.listener());
    Image image = resolve(nameOrId);
    List<String> elsewhere =
        Stream.concat(image.references().stream(), image.pulled().stream())
            .filter(known -> known.domain().equals(reference.domain()))
            .map(ImageReference::path)
            .toList();
    Upload upload = new Upload(repository, elsewhere);
    return new ImagePush(store).push(image, reference, upload, request.listener());
  }

  /** A digest decides alone: a tag beside it is not looked at, and not taken for a name. */
  private static ImageReference remoteReference(String name) {
    try {
      ImageReference reference = ImageReference.parse(name);
      return reference.digest().isPresent()
          ? new ImageReference(
              reference.domain(), reference.path(), Optional.empty(), reference.digest())
          : reference;
    } catch (IllegalArgumentException e) {
      throw new ImageException.Malformed(e.getMessage(), e);
    }
  }

  /** All images that can be read. */
  public List<Image> images() {
    return listing().images();
  }

  /** What is wrong with images that cannot be read; empty in a healthy store. */
  public List<String> problems() {
    return List.copyOf(listing().problems().values());
  }

  private ImageCatalog.Listing listing() {
    IndexVersion now = IndexVersion.of(store.layout().index());
    Known last = known;
    if (last == null || !last.version().equals(now)) {
      last = new Known(now, catalog.list(ImageIndex.read(store.layout().index())));
      known = last;
    }
    return last.listing();
  }

  /** The space that images take, and which they share. */
  public StoreUsage usage() {
    List<Image> images = images();
    Map<Digest, Integer> users = new HashMap<>();
    images.forEach(i -> new HashSet<>(i.chainIds()).forEach(c -> users.merge(c, 1, Integer::sum)));
    long layers = users.keySet().stream().mapToLong(this::layerBytes).sum();
    long archives = store.blobs().list().stream().mapToLong(store.blobs()::size).sum();
    return new StoreUsage(
        images.stream().map(image -> usage(image, users)).toList(), layers, archives);
  }

  private StoreUsage.ImageUsage usage(Image image, Map<Digest, Integer> users) {
    long shared = 0;
    long unique = 0;
    for (Digest chainId : new HashSet<>(image.chainIds())) {
      if (users.get(chainId) > 1) {
        shared += layerBytes(chainId);
      } else {
        unique += layerBytes(chainId);
      }
    }
    return new StoreUsage.ImageUsage(image, shared, unique, snapshots.users(image.id()));
  }

  /** The bytes of the files in each layer of an image, base first; 0 of one that is gone. */
  public List<Long> layerBytes(Image image) {
    return image.chainIds().stream().map(this::layerBytes).toList();
  }

  private long layerBytes(Digest chainId) {
    return store.layers().find(chainId).map(Layer::size).orElse(0L);
  }

  /** The named volumes. */
  public Volumes volumes() {
    return new Volumes(store.layout().root().resolve("volumes"), store.lock());
  }

  /**
   * Finds an image by name ({@code debian}, {@code debian:12}, {@code debian@sha256:…}), id, or the
   * beginning of its id.
   *
   * @throws ImageException.NotFound if there is none
   * @throws ImageException.Ambiguous if a beginning fits several
   */
  public Image resolve(String nameOrId) {
    return ImageCatalog.resolve(listing(), nameOrId);
  }

  /**
   * The annotations of an image's manifest (image-spec 1.1, annotations.md).
   *
   * @throws ImageException.NotFound if the image has been removed meanwhile
   */
  public Map<String, String> annotations(Image image) {
    return Manifest.parse(store.blobs().document(image.manifest())).annotations();
  }

  /** Gives an image one more name. Who had the name before keeps its image without it. */
  public Image tag(String nameOrId, String newName) {
    ImageReference reference = reference(newName);
    return store.lock().exclusive(() -> tag(nameOrId, reference));
  }

  private Image tag(String nameOrId, ImageReference reference) {
    ImageIndex index = ImageIndex.read(store.layout().index());
    Image image = ImageCatalog.resolve(catalog.list(index), nameOrId);
    ImageIndex.Entry entry =
        index.entries().stream()
            .filter(e -> e.manifest().equals(image.manifest()))
            .findFirst()
            .orElseThrow();
    index.named(entry.withReference(Optional.of(reference))).write(store.layout().index());
    return ImageCatalog.resolve(listing(), image.id().toString());
  }

  /**
   * Removes a name, and with its last name the image and all content that nothing else needs. By id
   * an image of several names goes only when forced; an image that a container uses never goes.
   *
   * @throws ImageException.InUse if the image would go and a container uses it
   */
  public Removal remove(String nameOrId, boolean force) {
    return withTrash(
        "remove " + nameOrId,
        trash -> {
          ImageRemoval.Outcome outcome =
              new ImageRemoval(store, catalog, snapshots).remove(nameOrId, force);
          if (outcome.leavesContent()) {
            collect(trash);
          }
          return outcome.removal();
        });
  }

  /** Removes content that nothing needs, as unfinished loads of older versions may have left it. */
  public void collectGarbage() {
    withTrash(
        "collect garbage",
        trash -> {
          store.journal().replay();
          collect(trash);
          return null;
        });
  }

  private static ImageReference reference(String name) {
    try {
      ImageReference reference = ImageReference.parse(name);
      if (reference.digest().isEmpty()) {
        return reference;
      }
    } catch (IllegalArgumentException e) {
      throw new ImageException.Malformed(e.getMessage(), e);
    }
    throw new ImageException.Malformed(
        "image name '" + name + "': a digest cannot be given, only a tag");
  }
}
