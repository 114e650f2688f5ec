// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Field;

/** The message {@code HugepageLimit} of the CRI. */
public record HugepageLimit(
    String pageSize,
    @Field(unsigned = 64) long limit) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.pageSize = pageSize;
    builder.limit = limit;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String pageSize = "";
    private long limit = 0;

    private Builder() {}

    /** Sets {@code page_size}. */
    public Builder pageSize(String value) {
      this.pageSize = value;
      return this;
    }

    /** Sets {@code limit}. */
    public Builder limit(long value) {
      this.limit = value;
      return this;
    }

    /** The message. */
    public HugepageLimit build() {
      return new HugepageLimit(pageSize, limit);
    }
  }
}
