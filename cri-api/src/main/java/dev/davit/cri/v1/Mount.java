// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import dev.davit.cri.Field;
import java.util.List;
import java.util.Optional;

/** The message {@code Mount} of the CRI. */
public record Mount(
    String containerPath,
    String hostPath,
    boolean readonly,
    boolean selinuxRelabel,
    MountPropagation propagation,
    @Field(proto = "uidMappings") List<IDMapping> uidMappings,
    @Field(proto = "gidMappings") List<IDMapping> gidMappings,
    boolean recursiveReadOnly,
    Optional<ImageSpec> image,
    String imageSubPath) {

  /** Copies its collections. */
  public Mount {
    uidMappings = Copies.of(uidMappings);
    gidMappings = Copies.of(gidMappings);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerPath = containerPath;
    builder.hostPath = hostPath;
    builder.readonly = readonly;
    builder.selinuxRelabel = selinuxRelabel;
    builder.propagation = propagation;
    builder.uidMappings = uidMappings;
    builder.gidMappings = gidMappings;
    builder.recursiveReadOnly = recursiveReadOnly;
    builder.image = image;
    builder.imageSubPath = imageSubPath;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String containerPath = "";
    private String hostPath = "";
    private boolean readonly = false;
    private boolean selinuxRelabel = false;
    private MountPropagation propagation = MountPropagation.PROPAGATION_PRIVATE;
    private List<IDMapping> uidMappings = List.of();
    private List<IDMapping> gidMappings = List.of();
    private boolean recursiveReadOnly = false;
    private Optional<ImageSpec> image = Optional.empty();
    private String imageSubPath = "";

    private Builder() {}

    /** Sets {@code container_path}. */
    public Builder containerPath(String value) {
      this.containerPath = value;
      return this;
    }

    /** Sets {@code host_path}. */
    public Builder hostPath(String value) {
      this.hostPath = value;
      return this;
    }

    /** Sets {@code readonly}. */
    public Builder readonly(boolean value) {
      this.readonly = value;
      return this;
    }

    /** Sets {@code selinux_relabel}. */
    public Builder selinuxRelabel(boolean value) {
      this.selinuxRelabel = value;
      return this;
    }

    /** Sets {@code propagation}. */
    public Builder propagation(MountPropagation value) {
      this.propagation = value;
      return this;
    }

    /** Sets {@code uidMappings}. */
    public Builder uidMappings(List<IDMapping> value) {
      this.uidMappings = value;
      return this;
    }

    /** Sets {@code gidMappings}. */
    public Builder gidMappings(List<IDMapping> value) {
      this.gidMappings = value;
      return this;
    }

    /** Sets {@code recursive_read_only}. */
    public Builder recursiveReadOnly(boolean value) {
      this.recursiveReadOnly = value;
      return this;
    }

    /** Sets {@code image}. */
    public Builder image(ImageSpec value) {
      this.image = Optional.of(value);
      return this;
    }

    /** Sets {@code image_sub_path}. */
    public Builder imageSubPath(String value) {
      this.imageSubPath = value;
      return this;
    }

    /** The message. */
    public Mount build() {
      return new Mount(containerPath, hostPath, readonly, selinuxRelabel, propagation, uidMappings, gidMappings, recursiveReadOnly, image, imageSubPath);
    }
  }
}
