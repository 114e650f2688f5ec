// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code LinuxContainerUser} of the CRI. */
public record LinuxContainerUser(
    long uid,
    long gid,
    List<Long> supplementalGroups) {

  /** Copies its collections. */
  public LinuxContainerUser {
    supplementalGroups = Copies.of(supplementalGroups);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.uid = uid;
    builder.gid = gid;
    builder.supplementalGroups = supplementalGroups;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long uid = 0;
    private long gid = 0;
    private List<Long> supplementalGroups = List.of();

    private Builder() {}

    /** Sets {@code uid}. */
    public Builder uid(long value) {
      this.uid = value;
      return this;
    }

    /** Sets {@code gid}. */
    public Builder gid(long value) {
      this.gid = value;
      return this;
    }

    /** Sets {@code supplemental_groups}. */
    public Builder supplementalGroups(List<Long> value) {
      this.supplementalGroups = value;
      return this;
    }

    /** The message. */
    public LinuxContainerUser build() {
      return new LinuxContainerUser(uid, gid, supplementalGroups);
    }
  }
}
