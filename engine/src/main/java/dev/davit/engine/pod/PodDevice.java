package dev.davit.engine.pod;

/**
 * A device of the host in a container (CRI Device).
 *
 * @param containerPath in the container, absolute
 * @param hostPath on the host
 * @param permissions some of {@code rwm}
 */
public record PodDevice(String containerPath, String hostPath, String permissions) {}
