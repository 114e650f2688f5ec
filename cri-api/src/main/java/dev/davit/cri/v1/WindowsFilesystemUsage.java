// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code WindowsFilesystemUsage} of the CRI. */
public record WindowsFilesystemUsage(
    long timestamp,
    Optional<FilesystemIdentifier> fsId,
    Optional<UInt64Value> usedBytes) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.timestamp = timestamp;
    builder.fsId = fsId;
    builder.usedBytes = usedBytes;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long timestamp = 0;
    private Optional<FilesystemIdentifier> fsId = Optional.empty();
    private Optional<UInt64Value> usedBytes = Optional.empty();

    private Builder() {}

    /** Sets {@code timestamp}. */
    public Builder timestamp(long value) {
      this.timestamp = value;
      return this;
    }

    /** Sets {@code fs_id}. */
    public Builder fsId(FilesystemIdentifier value) {
      this.fsId = Optional.of(value);
      return this;
    }

    /** Sets {@code used_bytes}. */
    public Builder usedBytes(UInt64Value value) {
      this.usedBytes = Optional.of(value);
      return this;
    }

    /** The message. */
    public WindowsFilesystemUsage build() {
      return new WindowsFilesystemUsage(timestamp, fsId, usedBytes);
    }
  }
}
