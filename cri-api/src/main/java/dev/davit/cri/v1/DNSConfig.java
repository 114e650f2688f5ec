// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code DNSConfig} of the CRI. */
public record DNSConfig(
    List<String> servers,
    List<String> searches,
    List<String> options) {

  /** Copies its collections. */
  public DNSConfig {
    servers = Copies.of(servers);
    searches = Copies.of(searches);
    options = Copies.of(options);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.servers = servers;
    builder.searches = searches;
    builder.options = options;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<String> servers = List.of();
    private List<String> searches = List.of();
    private List<String> options = List.of();

    private Builder() {}

    /** Sets {@code servers}. */
    public Builder servers(List<String> value) {
      this.servers = value;
      return this;
    }

    /** Sets {@code searches}. */
    public Builder searches(List<String> value) {
      this.searches = value;
      return this;
    }

    /** Sets {@code options}. */
    public Builder options(List<String> value) {
      this.options = value;
      return this;
    }

    /** The message. */
    public DNSConfig build() {
      return new DNSConfig(servers, searches, options);
    }
  }
}
