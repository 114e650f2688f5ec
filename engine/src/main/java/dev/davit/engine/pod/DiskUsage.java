package dev.davit.engine.pod;

import java.time.Instant;

/**
 * What a container has written (CRI FilesystemUsage).
 *
 * @param time when it was read
 * @param mountpoint of the file system on the host
 * @param usedBytes on the disk
 * @param inodesUsed files and directories
 */
public record DiskUsage(Instant time, String mountpoint, long usedBytes, long inodesUsed) {}
