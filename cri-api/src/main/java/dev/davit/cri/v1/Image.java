// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import dev.davit.cri.Field;
import java.util.List;
import java.util.Optional;

/** The message {@code Image} of the CRI. */
public record Image(
    String id,
    List<String> repoTags,
    List<String> repoDigests,
    @Field(unsigned = 64) long size,
    Optional<Int64Value> uid,
    String username,
    Optional<ImageSpec> spec,
    boolean pinned) {

  /** Copies its collections. */
  public Image {
    repoTags = Copies.of(repoTags);
    repoDigests = Copies.of(repoDigests);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.id = id;
    builder.repoTags = repoTags;
    builder.repoDigests = repoDigests;
    builder.size = size;
    builder.uid = uid;
    builder.username = username;
    builder.spec = spec;
    builder.pinned = pinned;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String id = "";
    private List<String> repoTags = List.of();
    private List<String> repoDigests = List.of();
    private long size = 0;
    private Optional<Int64Value> uid = Optional.empty();
    private String username = "";
    private Optional<ImageSpec> spec = Optional.empty();
    private boolean pinned = false;

    private Builder() {}

    /** Sets {@code id}. */
    public Builder id(String value) {
      this.id = value;
      return this;
    }

    /** Sets {@code repo_tags}. */
    public Builder repoTags(List<String> value) {
      this.repoTags = value;
      return this;
    }

    /** Sets {@code repo_digests}. */
    public Builder repoDigests(List<String> value) {
      this.repoDigests = value;
      return this;
    }

    /** Sets {@code size}. */
    public Builder size(long value) {
      this.size = value;
      return this;
    }

    /** Sets {@code uid}. */
    public Builder uid(Int64Value value) {
      this.uid = Optional.of(value);
      return this;
    }

    /** Sets {@code username}. */
    public Builder username(String value) {
      this.username = value;
      return this;
    }

    /** Sets {@code spec}. */
    public Builder spec(ImageSpec value) {
      this.spec = Optional.of(value);
      return this;
    }

    /** Sets {@code pinned}. */
    public Builder pinned(boolean value) {
      this.pinned = value;
      return this;
    }

    /** The message. */
    public Image build() {
      return new Image(id, repoTags, repoDigests, size, uid, username, spec, pinned);
    }
  }
}
