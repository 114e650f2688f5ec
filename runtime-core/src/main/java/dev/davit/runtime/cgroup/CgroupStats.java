package dev.davit.runtime.cgroup;

import java.time.Duration;
import java.util.Optional;

/**
 * What a cgroup uses. A value is empty where no controller counts it for this cgroup; a limit is
 * empty also where there is none.
 *
 * @param memoryBytes memory in use, page cache included
 * @param memoryLimitBytes the limit
 * @param memoryPeakBytes the most that was in use
 * @param oomKills how many processes the kernel killed for want of memory
 * @param processes tasks in it
 * @param processesLimit the limit
 * @param cpuTotal processor time
 * @param cpuUser processor time in user mode
 * @param cpuSystem processor time in the kernel
 * @param throttledPeriods in how many periods it was stopped because its quota was used up
 * @param throttledTime how long it was stopped
 * @param readBytes what it read from block devices
 * @param writtenBytes what it wrote to them
 * @param cpuPressure how long its tasks waited for a processor; like the two below, cgroup v2
 *     counts it whichever hierarchy holds the controller, unless the kernel has pressure turned off
 * @param memoryPressure how long they waited for memory
 * @param ioPressure how long they waited for disks
 */
public record CgroupStats(
    Optional<Long> memoryBytes,
    Optional<Long> memoryLimitBytes,
    Optional<Long> memoryPeakBytes,
    long oomKills,
    Optional<Long> processes,
    Optional<Long> processesLimit,
    Optional<Duration> cpuTotal,
    Optional<Duration> cpuUser,
    Optional<Duration> cpuSystem,
    Optional<Long> throttledPeriods,
    Optional<Duration> throttledTime,
    Optional<Long> readBytes,
    Optional<Long> writtenBytes,
    Optional<Pressure> cpuPressure,
    Optional<Pressure> memoryPressure,
    Optional<Pressure> ioPressure) {}
