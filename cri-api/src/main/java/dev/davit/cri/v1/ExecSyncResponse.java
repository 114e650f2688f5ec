// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Bytes;

/** The message {@code ExecSyncResponse} of the CRI. */
public record ExecSyncResponse(
    Bytes stdout,
    Bytes stderr,
    int exitCode) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.stdout = stdout;
    builder.stderr = stderr;
    builder.exitCode = exitCode;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Bytes stdout = Bytes.EMPTY;
    private Bytes stderr = Bytes.EMPTY;
    private int exitCode = 0;

    private Builder() {}

    /** Sets {@code stdout}. */
    public Builder stdout(Bytes value) {
      this.stdout = value;
      return this;
    }

    /** Sets {@code stderr}. */
    public Builder stderr(Bytes value) {
      this.stderr = value;
      return this;
    }

    /** Sets {@code exit_code}. */
    public Builder exitCode(int value) {
      this.exitCode = value;
      return this;
    }

    /** The message. */
    public ExecSyncResponse build() {
      return new ExecSyncResponse(stdout, stderr, exitCode);
    }
  }
}
