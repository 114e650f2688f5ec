// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code PortMapping} of the CRI. */
public record PortMapping(
    Protocol protocol,
    int containerPort,
    int hostPort,
    String hostIp) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.protocol = protocol;
    builder.containerPort = containerPort;
    builder.hostPort = hostPort;
    builder.hostIp = hostIp;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Protocol protocol = Protocol.TCP;
    private int containerPort = 0;
    private int hostPort = 0;
    private String hostIp = "";

    private Builder() {}

    /** Sets {@code protocol}. */
    public Builder protocol(Protocol value) {
      this.protocol = value;
      return this;
    }

    /** Sets {@code container_port}. */
    public Builder containerPort(int value) {
      this.containerPort = value;
      return this;
    }

    /** Sets {@code host_port}. */
    public Builder hostPort(int value) {
      this.hostPort = value;
      return this;
    }

    /** Sets {@code host_ip}. */
    public Builder hostIp(String value) {
      this.hostIp = value;
      return this;
    }

    /** The message. */
    public PortMapping build() {
      return new PortMapping(protocol, containerPort, hostPort, hostIp);
    }
  }
}
