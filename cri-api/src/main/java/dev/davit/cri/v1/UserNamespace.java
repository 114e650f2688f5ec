// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code UserNamespace} of the CRI. */
public record UserNamespace(
    NamespaceMode mode,
    List<IDMapping> uids,
    List<IDMapping> gids) {

  /** Copies its collections. */
  public UserNamespace {
    uids = Copies.of(uids);
    gids = Copies.of(gids);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.mode = mode;
    builder.uids = uids;
    builder.gids = gids;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private NamespaceMode mode = NamespaceMode.POD;
    private List<IDMapping> uids = List.of();
    private List<IDMapping> gids = List.of();

    private Builder() {}

    /** Sets {@code mode}. */
    public Builder mode(NamespaceMode value) {
      this.mode = value;
      return this;
    }

    /** Sets {@code uids}. */
    public Builder uids(List<IDMapping> value) {
      this.uids = value;
      return this;
    }

    /** Sets {@code gids}. */
    public Builder gids(List<IDMapping> value) {
      this.gids = value;
      return this;
    }

    /** The message. */
    public UserNamespace build() {
      return new UserNamespace(mode, uids, gids);
    }
  }
}
