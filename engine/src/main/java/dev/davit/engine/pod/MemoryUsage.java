package dev.davit.engine.pod;

import java.time.Instant;
import java.util.Optional;

/**
 * Memory (CRI MemoryUsage and SwapUsage).
 *
 * @param time when it was read
 * @param usageBytes all that is charged
 * @param workingSetBytes without file pages that were not used lately
 * @param rssBytes anonymous pages
 * @param availableBytes what is left to the limit
 * @param pageFaults all
 * @param majorPageFaults those that read from a disk
 * @param swapUsageBytes swapped out
 * @param pressure where the kernel counts it
 */
public record MemoryUsage(
    Instant time,
    long usageBytes,
    long workingSetBytes,
    long rssBytes,
    Optional<Long> availableBytes,
    long pageFaults,
    long majorPageFaults,
    long swapUsageBytes,
    Optional<PressureStats> pressure) {}
