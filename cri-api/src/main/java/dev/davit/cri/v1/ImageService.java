// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Rpc;
import java.util.List;

/** The calls of the service {@code runtime.v1.ImageService}. */
public final class ImageService {

  /** {@code ListImages}. */
  public static final Rpc<ListImagesRequest, ListImagesResponse> LIST_IMAGES =
      Rpc.unary("runtime.v1.ImageService", "ListImages", ListImagesRequest.class, ListImagesResponse.class);

  /** {@code StreamImages}. */
  public static final Rpc<StreamImagesRequest, StreamImagesResponse> STREAM_IMAGES =
      Rpc.streaming("runtime.v1.ImageService", "StreamImages", StreamImagesRequest.class, StreamImagesResponse.class);

  /** {@code ImageStatus}. */
  public static final Rpc<ImageStatusRequest, ImageStatusResponse> IMAGE_STATUS =
      Rpc.unary("runtime.v1.ImageService", "ImageStatus", ImageStatusRequest.class, ImageStatusResponse.class);

  /** {@code PullImage}. */
  public static final Rpc<PullImageRequest, PullImageResponse> PULL_IMAGE =
      Rpc.unary("runtime.v1.ImageService", "PullImage", PullImageRequest.class, PullImageResponse.class);

  /** {@code RemoveImage}. */
  public static final Rpc<RemoveImageRequest, RemoveImageResponse> REMOVE_IMAGE =
      Rpc.unary("runtime.v1.ImageService", "RemoveImage", RemoveImageRequest.class, RemoveImageResponse.class);

  /** {@code ImageFsInfo}. */
  public static final Rpc<ImageFsInfoRequest, ImageFsInfoResponse> IMAGE_FS_INFO =
      Rpc.unary("runtime.v1.ImageService", "ImageFsInfo", ImageFsInfoRequest.class, ImageFsInfoResponse.class);

  private ImageService() {}

  /** All of them. */
  public static List<Rpc<?, ?>> all() {
    return List.of(
        LIST_IMAGES,
        STREAM_IMAGES,
        IMAGE_STATUS,
        PULL_IMAGE,
        REMOVE_IMAGE,
        IMAGE_FS_INFO);
  }
}
