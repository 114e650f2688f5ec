package dev.davit.daemon.cri;

import static dev.davit.daemon.cri.Checks.required;

import dev.davit.cri.v1.FilesystemIdentifier;
import dev.davit.cri.v1.FilesystemUsage;
import dev.davit.cri.v1.Image;
import dev.davit.cri.v1.ImageFilter;
import dev.davit.cri.v1.ImageFsInfoRequest;
import dev.davit.cri.v1.ImageFsInfoResponse;
import dev.davit.cri.v1.ImageService;
import dev.davit.cri.v1.ImageSpec;
import dev.davit.cri.v1.ImageStatusRequest;
import dev.davit.cri.v1.ImageStatusResponse;
import dev.davit.cri.v1.Int64Value;
import dev.davit.cri.v1.ListImagesRequest;
import dev.davit.cri.v1.ListImagesResponse;
import dev.davit.cri.v1.PullImageRequest;
import dev.davit.cri.v1.PullImageResponse;
import dev.davit.cri.v1.RemoveImageRequest;
import dev.davit.cri.v1.RemoveImageResponse;
import dev.davit.cri.v1.StreamImagesResponse;
import dev.davit.cri.v1.UInt64Value;
import dev.davit.daemon.connect.Endpoints;
import dev.davit.daemon.connect.Lane;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.image.ImageReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls of the ImageService. */
public final class ImageCalls {

  /** Pulls an image: the one thing here that leaves the machine. */
  @FunctionalInterface
  public interface Puller {
    /** The id of the image of this name. */
    String pull(PullImageRequest request);
  }

  private final ImageStore store;
  private final Puller puller;
  private final StoreUsage usage;

  /** On the images below this data root. */
  public ImageCalls(Path dataRoot, Puller puller) {
    this.store = ImageStore.open(dataRoot);
    this.puller = puller;
    this.usage = new StoreUsage(dataRoot);
  }

  /** Serves them. */
  public void register(Endpoints endpoints) {
    endpoints
        .unary(ImageService.LIST_IMAGES, Lane.QUERY, (q, c) -> list(q))
        .streaming(
            ImageService.STREAM_IMAGES,
            Lane.QUERY,
            (q, s) -> Streams.send(s, images(q.filter()), StreamImagesResponse::new))
        .unary(ImageService.IMAGE_STATUS, Lane.QUERY, (q, c) -> status(q))
        .unary(ImageService.PULL_IMAGE, Lane.WAIT, (q, c) -> pull(q))
        .unary(ImageService.REMOVE_IMAGE, Lane.CHANGE, (q, c) -> remove(q))
        .unary(ImageService.IMAGE_FS_INFO, Lane.CHANGE, (q, c) -> fsInfo(q));
  }

  private ListImagesResponse list(ListImagesRequest request) {
    return new ListImagesResponse(images(request.filter()));
  }

  private List<Image> images(Optional<ImageFilter> filter) {
    String wanted = filter.flatMap(ImageFilter::image).map(ImageSpec::image).orElse("");
    if (wanted.isEmpty()) {
      return store.images().stream().map(ImageCalls::image).toList();
    }
    return find(wanted).map(i -> List.of(image(i))).orElseGet(List::of);
  }

  private Optional<dev.davit.image.Image> find(String name) {
    try {
      return Optional.of(store.resolve(name));
    } catch (ImageException.NotFound e) {
      return Optional.empty();
    }
  }

  private static Image image(dev.davit.image.Image image) {
    List<String> tags = new ArrayList<>();
    // What the registry was asked for, an index mostly: a kubelet compares it with what it asks
    // for.
    List<String> digests =
        new ArrayList<>(image.pulled().stream().map(ImageReference::toString).toList());
    for (ImageReference reference : image.references()) {
      String digest = reference.name() + "@" + image.manifest();
      if (!digests.contains(digest)) {
        digests.add(digest);
      }
      if (reference.tag().isPresent()) {
        tags.add(reference.name() + ":" + reference.tag().get());
      }
    }
    String user =
        image.config().config().flatMap(ContainerConfig::user).orElse("").replaceAll(":.*", "");
    Image.Builder builder =
        Image.builder()
            .id(image.id().toString())
            .repoTags(tags)
            .repoDigests(digests)
            .size(Math.max(1, image.sizeBytes()))
            .spec(ImageSpec.builder().image(image.id().toString()).build());
    if (user.isEmpty() || user.matches("[0-9]{1,10}")) {
      builder.uid(new Int64Value(user.isEmpty() ? 0 : Long.parseLong(user)));
    } else {
      builder.username(user);
    }
    return builder.build();
  }

  private ImageStatusResponse status(ImageStatusRequest request) {
    String name = name(request.image());
    ImageStatusResponse.Builder builder = ImageStatusResponse.builder();
    find(name)
        .ifPresent(
            image -> {
              builder.image(image(image));
              if (request.verbose()) {
                builder.info(Map.of("config", image.config().toJson()));
              }
            });
    return builder.build();
  }

  private static String name(Optional<ImageSpec> spec) {
    return required(required(spec, "image").image(), "image.image");
  }

  private PullImageResponse pull(PullImageRequest request) {
    name(request.image());
    return new PullImageResponse(puller.pull(request));
  }

  /** All its names go, as the CRI has it; what is gone already is no failure. */
  private RemoveImageResponse remove(RemoveImageRequest request) {
    try {
      Optional<dev.davit.image.Image> image = find(name(request.image()));
      if (image.isPresent()) {
        store.remove(image.get().id().toString(), true);
      }
    } catch (ImageException.NotFound e) {
      // Somebody else was faster.
    }
    return RemoveImageResponse.INSTANCE;
  }

  private ImageFsInfoResponse fsInfo(ImageFsInfoRequest request) {
    return ImageFsInfoResponse.builder()
        .imageFilesystems(List.of(filesystem(usage.images())))
        .containerFilesystems(List.of(filesystem(usage.containers())))
        .build();
  }

  private static FilesystemUsage filesystem(StoreUsage.Usage usage) {
    return FilesystemUsage.builder()
        .timestamp(Replies.nanos(Instant.now()))
        .fsId(new FilesystemIdentifier(usage.directory().toString()))
        .usedBytes(new UInt64Value(usage.bytes()))
        .inodesUsed(new UInt64Value(usage.inodes()))
        .build();
  }
}
