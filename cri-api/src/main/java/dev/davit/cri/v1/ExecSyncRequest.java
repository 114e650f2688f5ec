// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code ExecSyncRequest} of the CRI. */
public record ExecSyncRequest(
    String containerId,
    List<String> cmd,
    long timeout) {

  /** Copies its collections. */
  public ExecSyncRequest {
    cmd = Copies.of(cmd);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerId = containerId;
    builder.cmd = cmd;
    builder.timeout = timeout;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String containerId = "";
    private List<String> cmd = List.of();
    private long timeout = 0;

    private Builder() {}

    /** Sets {@code container_id}. */
    public Builder containerId(String value) {
      this.containerId = value;
      return this;
    }

    /** Sets {@code cmd}. */
    public Builder cmd(List<String> value) {
      this.cmd = value;
      return this;
    }

    /** Sets {@code timeout}. */
    public Builder timeout(long value) {
      this.timeout = value;
      return this;
    }

    /** The message. */
    public ExecSyncRequest build() {
      return new ExecSyncRequest(containerId, cmd, timeout);
    }
  }
}
