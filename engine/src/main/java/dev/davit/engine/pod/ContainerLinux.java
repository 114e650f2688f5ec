package dev.davit.engine.pod;

/**
 * What a container is on Linux (CRI LinuxContainerConfig).
 *
 * @param resources limits
 * @param security rights and namespaces
 */
public record ContainerLinux(LinuxResources resources, ContainerSecurity security) {
  /** The defaults. */
  public static ContainerLinux of() {
    return new ContainerLinux(LinuxResources.of(), ContainerSecurity.of());
  }

  /** A copy with another {@code resources}. */
  public ContainerLinux withResources(LinuxResources resources) {
    return new ContainerLinux(resources, security);
  }

  /** A copy with another {@code security}. */
  public ContainerLinux withSecurity(ContainerSecurity security) {
    return new ContainerLinux(resources, security);
  }
}
