// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code ImageFsInfoResponse} of the CRI. */
public record ImageFsInfoResponse(
    List<FilesystemUsage> imageFilesystems,
    List<FilesystemUsage> containerFilesystems) {

  /** Copies its collections. */
  public ImageFsInfoResponse {
    imageFilesystems = Copies.of(imageFilesystems);
    containerFilesystems = Copies.of(containerFilesystems);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.imageFilesystems = imageFilesystems;
    builder.containerFilesystems = containerFilesystems;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<FilesystemUsage> imageFilesystems = List.of();
    private List<FilesystemUsage> containerFilesystems = List.of();

    private Builder() {}

    /** Sets {@code image_filesystems}. */
    public Builder imageFilesystems(List<FilesystemUsage> value) {
      this.imageFilesystems = value;
      return this;
    }

    /** Sets {@code container_filesystems}. */
    public Builder containerFilesystems(List<FilesystemUsage> value) {
      this.containerFilesystems = value;
      return this;
    }

    /** The message. */
    public ImageFsInfoResponse build() {
      return new ImageFsInfoResponse(imageFilesystems, containerFilesystems);
    }
  }
}
