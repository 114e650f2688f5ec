package dev.davit.engine.pod;

/**
 * A range of mapped ids (CRI IDMapping).
 *
 * @param hostId the first on the host
 * @param containerId the first in the container
 * @param length how many
 */
public record IdRange(long hostId, long containerId, long length) {}
