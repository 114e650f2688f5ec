package dev.davit.oci.image;

/** Media types of image content: OCI image-spec 1.1, media-types.md, and Docker's schema 2. */
public final class MediaTypes {
  /** {@link Descriptor}. */
  public static final String DESCRIPTOR = "application/vnd.oci.descriptor.v1+json";

  /** {@link OciLayout}. */
  public static final String LAYOUT = "application/vnd.oci.layout.header.v1+json";

  /** {@link Index}. */
  public static final String INDEX = "application/vnd.oci.image.index.v1+json";

  /** {@link Manifest}. */
  public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  /** {@link ImageConfig}. */
  public static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  /** Layer, tar. */
  public static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  /** Layer, tar and gzip. */
  public static final String LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";

  /** Layer, tar and zstd. */
  public static final String LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";

  /** The empty object, for artifacts without a configuration. */
  public static final String EMPTY = "application/vnd.oci.empty.v1+json";

  /** Layer that may not be pushed, tar; deprecated. */
  public static final String LAYER_NONDISTRIBUTABLE =
      "application/vnd.oci.image.layer.nondistributable.v1.tar";

  /** Layer that may not be pushed, tar and gzip; deprecated. */
  public static final String LAYER_NONDISTRIBUTABLE_GZIP =
      "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

  /** Layer that may not be pushed, tar and zstd; deprecated. */
  public static final String LAYER_NONDISTRIBUTABLE_ZSTD =
      "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd";

  /** Docker's {@link Manifest}. */
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";

  /** Docker's {@link Index}. */
  public static final String DOCKER_MANIFEST_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";

  /** Docker's {@link ImageConfig}. */
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";

  /** Docker's layer, tar. */
  public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";

  /** Docker's layer, tar and gzip. */
  public static final String DOCKER_LAYER_GZIP =
      "application/vnd.docker.image.rootfs.diff.tar.gzip";

  /** Docker's layer, tar and zstd. */
  public static final String DOCKER_LAYER_ZSTD =
      "application/vnd.docker.image.rootfs.diff.tar.zstd";

  /** Docker's layer that may not be pushed, tar and gzip. */
  public static final String DOCKER_LAYER_FOREIGN =
      "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

  private MediaTypes() {}

  /** Whether it is an index or a manifest list. */
  public static boolean isIndex(String mediaType) {
    return mediaType.equals(INDEX) || mediaType.equals(DOCKER_MANIFEST_LIST);
  }

  /** Whether it is a manifest of one platform. */
  public static boolean isManifest(String mediaType) {
    return mediaType.equals(MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
  }

  /** Whether it is a configuration of an image, not of another artifact. */
  public static boolean isConfig(String mediaType) {
    return mediaType.equals(CONFIG) || mediaType.equals(DOCKER_CONFIG);
  }

  /** Whether it is a layer of a filesystem, in whatever compression. */
  public static boolean isLayer(String mediaType) {
    return mediaType.startsWith("application/vnd.oci.image.layer.")
        || mediaType.startsWith("application/vnd.docker.image.rootfs.");
  }
}
