package dev.davit.engine.pod;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container of a pod is made of (CRI ContainerConfig).
 *
 * @param metadata which it is
 * @param image its files
 * @param command replaces the image's entrypoint
 * @param args replaces the image's command
 * @param workingDir absolute; that of the image if empty
 * @param envs on top of those of the image
 * @param mounts volumes
 * @param devices of the host
 * @param cdiDevices fully qualified names of CDI devices, such as {@code vendor.com/gpu=0}
 * @param labels to find it by
 * @param annotations opaque
 * @param logPath below the pod's log directory; no log is kept if absent
 * @param stdin whether its input stays open
 * @param stdinOnce whether its input ends with the first client that attached to it
 * @param tty whether it gets a terminal
 * @param linux what it is on Linux
 * @param stopSignal such as {@code SIGQUIT}; that of the image, or SIGTERM, if absent
 */
public record ContainerConfig(
    ContainerMetadata metadata,
    ImageSpec image,
    List<String> command,
    List<String> args,
    String workingDir,
    List<EnvironmentVariable> envs,
    List<PodMount> mounts,
    List<PodDevice> devices,
    List<String> cdiDevices,
    Map<String, String> labels,
    Map<String, String> annotations,
    Optional<String> logPath,
    boolean stdin,
    boolean stdinOnce,
    boolean tty,
    ContainerLinux linux,
    Optional<String> stopSignal) {
  /** Copies lists and maps. */
  public ContainerConfig {
    command = List.copyOf(command);
    args = List.copyOf(args);
    envs = List.copyOf(envs);
    mounts = List.copyOf(mounts);
    devices = List.copyOf(devices);
    cdiDevices = List.copyOf(cdiDevices);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /** A container with the defaults. */
  public static ContainerConfig of(ContainerMetadata metadata, ImageSpec image) {
    return new ContainerConfig(
        metadata,
        image,
        List.of(),
        List.of(),
        "",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        false,
        false,
        false,
        ContainerLinux.of(),
        Optional.empty());
  }

  /** A copy with another {@code metadata}. */
  public ContainerConfig withMetadata(ContainerMetadata metadata) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code image}. */
  public ContainerConfig withImage(ImageSpec image) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code command}. */
  public ContainerConfig withCommand(List<String> command) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code args}. */
  public ContainerConfig withArgs(List<String> args) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code workingDir}. */
  public ContainerConfig withWorkingDir(String workingDir) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code envs}. */
  public ContainerConfig withEnvs(List<EnvironmentVariable> envs) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code mounts}. */
  public ContainerConfig withMounts(List<PodMount> mounts) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code devices}. */
  public ContainerConfig withDevices(List<PodDevice> devices) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code cdiDevices}. */
  public ContainerConfig withCdiDevices(List<String> cdiDevices) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code labels}. */
  public ContainerConfig withLabels(Map<String, String> labels) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code annotations}. */
  public ContainerConfig withAnnotations(Map<String, String> annotations) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code logPath}. */
  public ContainerConfig withLogPath(String logPath) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        Optional.of(logPath),
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code stdin}. */
  public ContainerConfig withStdin(boolean stdin) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code stdinOnce}. */
  public ContainerConfig withStdinOnce(boolean stdinOnce) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code tty}. */
  public ContainerConfig withTty(boolean tty) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code linux}. */
  public ContainerConfig withLinux(ContainerLinux linux) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        stopSignal);
  }

  /** A copy with another {@code stopSignal}. */
  public ContainerConfig withStopSignal(String stopSignal) {
    return new ContainerConfig(
        metadata,
        image,
        command,
        args,
        workingDir,
        envs,
        mounts,
        devices,
        cdiDevices,
        labels,
        annotations,
        logPath,
        stdin,
        stdinOnce,
        tty,
        linux,
        Optional.of(stopSignal));
  }

  /** A container with the defaults. */
  public static ContainerConfig of(String name, String image) {
    return of(ContainerMetadata.of(name), ImageSpec.of(image));
  }

  /** A copy with another command. */
  public ContainerConfig withCommand(String... command) {
    return withCommand(List.of(command));
  }
}
