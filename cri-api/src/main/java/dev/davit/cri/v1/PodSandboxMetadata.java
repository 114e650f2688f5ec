// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Field;

/** The message {@code PodSandboxMetadata} of the CRI. */
public record PodSandboxMetadata(
    String name,
    String uid,
    String namespace,
    @Field(unsigned = 32) long attempt) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.name = name;
    builder.uid = uid;
    builder.namespace = namespace;
    builder.attempt = attempt;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String name = "";
    private String uid = "";
    private String namespace = "";
    private long attempt = 0;

    private Builder() {}

    /** Sets {@code name}. */
    public Builder name(String value) {
      this.name = value;
      return this;
    }

    /** Sets {@code uid}. */
    public Builder uid(String value) {
      this.uid = value;
      return this;
    }

    /** Sets {@code namespace}. */
    public Builder namespace(String value) {
      this.namespace = value;
      return this;
    }

    /** Sets {@code attempt}. */
    public Builder attempt(long value) {
      this.attempt = value;
      return this;
    }

    /** The message. */
    public PodSandboxMetadata build() {
      return new PodSandboxMetadata(name, uid, namespace, attempt);
    }
  }
}
