package dev.davit.engine.pod;

import java.time.Instant;
import java.util.Optional;

/**
 * Processor time (CRI CpuUsage).
 *
 * @param time when it was read
 * @param usageCoreNanos since the beginning
 * @param pressure where the kernel counts it
 */
public record CpuUsage(Instant time, long usageCoreNanos, Optional<PressureStats> pressure) {}
