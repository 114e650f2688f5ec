// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code NamespaceOption} of the CRI. */
public record NamespaceOption(
    NamespaceMode network,
    NamespaceMode pid,
    NamespaceMode ipc,
    String targetId,
    Optional<UserNamespace> usernsOptions) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.network = network;
    builder.pid = pid;
    builder.ipc = ipc;
    builder.targetId = targetId;
    builder.usernsOptions = usernsOptions;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private NamespaceMode network = NamespaceMode.POD;
    private NamespaceMode pid = NamespaceMode.POD;
    private NamespaceMode ipc = NamespaceMode.POD;
    private String targetId = "";
    private Optional<UserNamespace> usernsOptions = Optional.empty();

    private Builder() {}

    /** Sets {@code network}. */
    public Builder network(NamespaceMode value) {
      this.network = value;
      return this;
    }

    /** Sets {@code pid}. */
    public Builder pid(NamespaceMode value) {
      this.pid = value;
      return this;
    }

    /** Sets {@code ipc}. */
    public Builder ipc(NamespaceMode value) {
      this.ipc = value;
      return this;
    }

    /** Sets {@code target_id}. */
    public Builder targetId(String value) {
      this.targetId = value;
      return this;
    }

    /** Sets {@code userns_options}. */
    public Builder usernsOptions(UserNamespace value) {
      this.usernsOptions = Optional.of(value);
      return this;
    }

    /** The message. */
    public NamespaceOption build() {
      return new NamespaceOption(network, pid, ipc, targetId, usernsOptions);
    }
  }
}
