// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import dev.davit.cri.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The message {@code ContainerConfig} of the CRI. */
public record ContainerConfig(
    Optional<ContainerMetadata> metadata,
    Optional<ImageSpec> image,
    List<String> command,
    List<String> args,
    String workingDir,
    List<KeyValue> envs,
    List<Mount> mounts,
    List<Device> devices,
    Map<String, String> labels,
    Map<String, String> annotations,
    String logPath,
    boolean stdin,
    boolean stdinOnce,
    boolean tty,
    Optional<LinuxContainerConfig> linux,
    Optional<WindowsContainerConfig> windows,
    @Field(json = "CDIDevices", proto = "CDI_devices") List<CDIDevice> cdiDevices,
    Signal stopSignal) {

  /** Copies its collections. */
  public ContainerConfig {
    command = Copies.of(command);
    args = Copies.of(args);
    envs = Copies.of(envs);
    mounts = Copies.of(mounts);
    devices = Copies.of(devices);
    labels = Copies.of(labels);
    annotations = Copies.of(annotations);
    cdiDevices = Copies.of(cdiDevices);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.metadata = metadata;
    builder.image = image;
    builder.command = command;
    builder.args = args;
    builder.workingDir = workingDir;
    builder.envs = envs;
    builder.mounts = mounts;
    builder.devices = devices;
    builder.labels = labels;
    builder.annotations = annotations;
    builder.logPath = logPath;
    builder.stdin = stdin;
    builder.stdinOnce = stdinOnce;
    builder.tty = tty;
    builder.linux = linux;
    builder.windows = windows;
    builder.cdiDevices = cdiDevices;
    builder.stopSignal = stopSignal;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<ContainerMetadata> metadata = Optional.empty();
    private Optional<ImageSpec> image = Optional.empty();
    private List<String> command = List.of();
    private List<String> args = List.of();
    private String workingDir = "";
    private List<KeyValue> envs = List.of();
    private List<Mount> mounts = List.of();
    private List<Device> devices = List.of();
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();
    private String logPath = "";
    private boolean stdin = false;
    private boolean stdinOnce = false;
    private boolean tty = false;
    private Optional<LinuxContainerConfig> linux = Optional.empty();
    private Optional<WindowsContainerConfig> windows = Optional.empty();
    private List<CDIDevice> cdiDevices = List.of();
    private Signal stopSignal = Signal.RUNTIME_DEFAULT;

    private Builder() {}

    /** Sets {@code metadata}. */
    public Builder metadata(ContainerMetadata value) {
      this.metadata = Optional.of(value);
      return this;
    }

    /** Sets {@code image}. */
    public Builder image(ImageSpec value) {
      this.image = Optional.of(value);
      return this;
    }

    /** Sets {@code command}. */
    public Builder command(List<String> value) {
      this.command = value;
      return this;
    }

    /** Sets {@code args}. */
    public Builder args(List<String> value) {
      this.args = value;
      return this;
    }

    /** Sets {@code working_dir}. */
    public Builder workingDir(String value) {
      this.workingDir = value;
      return this;
    }

    /** Sets {@code envs}. */
    public Builder envs(List<KeyValue> value) {
      this.envs = value;
      return this;
    }

    /** Sets {@code mounts}. */
    public Builder mounts(List<Mount> value) {
      this.mounts = value;
      return this;
    }

    /** Sets {@code devices}. */
    public Builder devices(List<Device> value) {
      this.devices = value;
      return this;
    }

    /** Sets {@code labels}. */
    public Builder labels(Map<String, String> value) {
      this.labels = value;
      return this;
    }

    /** Sets {@code annotations}. */
    public Builder annotations(Map<String, String> value) {
      this.annotations = value;
      return this;
    }

    /** Sets {@code log_path}. */
    public Builder logPath(String value) {
      this.logPath = value;
      return this;
    }

    /** Sets {@code stdin}. */
    public Builder stdin(boolean value) {
      this.stdin = value;
      return this;
    }

    /** Sets {@code stdin_once}. */
    public Builder stdinOnce(boolean value) {
      this.stdinOnce = value;
      return this;
    }

    /** Sets {@code tty}. */
    public Builder tty(boolean value) {
      this.tty = value;
      return this;
    }

    /** Sets {@code linux}. */
    public Builder linux(LinuxContainerConfig value) {
      this.linux = Optional.of(value);
      return this;
    }

    /** Sets {@code windows}. */
    public Builder windows(WindowsContainerConfig value) {
      this.windows = Optional.of(value);
      return this;
    }

    /** Sets {@code CDI_devices}. */
    public Builder cdiDevices(List<CDIDevice> value) {
      this.cdiDevices = value;
      return this;
    }

    /** Sets {@code stop_signal}. */
    public Builder stopSignal(Signal value) {
      this.stopSignal = value;
      return this;
    }

    /** The message. */
    public ContainerConfig build() {
      return new ContainerConfig(metadata, image, command, args, workingDir, envs, mounts, devices, labels, annotations, logPath, stdin, stdinOnce, tty, linux, windows, cdiDevices, stopSignal);
    }
  }
}
