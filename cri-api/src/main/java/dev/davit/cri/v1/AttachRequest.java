// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code AttachRequest} of the CRI. */
public record AttachRequest(
    String containerId,
    boolean stdin,
    boolean tty,
    boolean stdout,
    boolean stderr,
    String auditRequestId) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerId = containerId;
    builder.stdin = stdin;
    builder.tty = tty;
    builder.stdout = stdout;
    builder.stderr = stderr;
    builder.auditRequestId = auditRequestId;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String containerId = "";
    private boolean stdin = false;
    private boolean tty = false;
    private boolean stdout = false;
    private boolean stderr = false;
    private String auditRequestId = "";

    private Builder() {}

    /** Sets {@code container_id}. */
    public Builder containerId(String value) {
      this.containerId = value;
      return this;
    }

    /** Sets {@code stdin}. */
    public Builder stdin(boolean value) {
      this.stdin = value;
      return this;
    }

    /** Sets {@code tty}. */
    public Builder tty(boolean value) {
      this.tty = value;
      return this;
    }

    /** Sets {@code stdout}. */
    public Builder stdout(boolean value) {
      this.stdout = value;
      return this;
    }

    /** Sets {@code stderr}. */
    public Builder stderr(boolean value) {
      this.stderr = value;
      return this;
    }

    /** Sets {@code audit_request_id}. */
    public Builder auditRequestId(String value) {
      this.auditRequestId = value;
      return this;
    }

    /** The message. */
    public AttachRequest build() {
      return new AttachRequest(containerId, stdin, tty, stdout, stderr, auditRequestId);
    }
  }
}
