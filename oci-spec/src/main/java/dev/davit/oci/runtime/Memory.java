package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;
import java.util.Optional;

/**
 * Memory limits in bytes; -1 is unlimited (runtime-spec 1.3.0, config-linux.md, "Memory").
 *
 * @param limit limit of usage
 * @param reservation soft limit
 * @param swap limit of memory and swap together
 * @param kernel deprecated, cgroup v1: kernel memory
 * @param kernelTCP cgroup v1: kernel memory of TCP buffers
 * @param swappiness cgroup v1: 0 to 100
 * @param disableOOMKiller cgroup v1: stop instead of kill when out of memory
 * @param useHierarchy deprecated, cgroup v1
 * @param checkBeforeUpdate refuse a limit below the present usage
 * @param unknown fields that this version does not know, kept and written back
 */
public record Memory(
    Optional<Long> limit,
    Optional<Long> reservation,
    Optional<Long> swap,
    Optional<Long> kernel,
    Optional<Long> kernelTCP,
    Optional<@Unsigned(64) Long> swappiness,
    Optional<Boolean> disableOOMKiller,
    Optional<Boolean> useHierarchy,
    Optional<Boolean> checkBeforeUpdate,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Memory {
    unknown = Fields.copyOf(unknown);
  }

  /** Nothing set: the start of a chain of withers. */
  public static Memory empty() {
    return new Memory(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /** A copy with another {@code limit}. */
  public Memory withLimit(long limit) {
    return new Memory(
        Optional.of(limit),
        reservation,
        swap,
        kernel,
        kernelTCP,
        swappiness,
        disableOOMKiller,
        useHierarchy,
        checkBeforeUpdate,
        unknown);
  }

  /** A copy with another {@code reservation}. */
  public Memory withReservation(long reservation) {
    return new Memory(
        limit,
        Optional.of(reservation),
        swap,
        kernel,
        kernelTCP,
        swappiness,
        disableOOMKiller,
        useHierarchy,
        checkBeforeUpdate,
        unknown);
  }

  /** A copy with another {@code swap}. */
  public Memory withSwap(long swap) {
    return new Memory(
        limit,
        reservation,
        Optional.of(swap),
        kernel,
        kernelTCP,
        swappiness,
        disableOOMKiller,
        useHierarchy,
        checkBeforeUpdate,
        unknown);
  }
}
