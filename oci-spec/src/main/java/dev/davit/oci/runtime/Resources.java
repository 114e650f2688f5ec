package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Limits of the container's cgroup (runtime-spec 1.3.0, config-linux.md, "Control groups").
 *
 * @param devices device access rules, the later wins
 * @param memory memory limits
 * @param cpu CPU limits
 * @param pids task limit
 * @param blockIO block I/O limits
 * @param hugepageLimits huge page limits
 * @param network network class and priorities, cgroup v1
 * @param rdma RDMA limits by device
 * @param unified cgroup v2 files by name, written as they are
 * @param unknown fields that this version does not know, kept and written back
 */
public record Resources(
    List<DeviceRule> devices,
    Optional<Memory> memory,
    Optional<Cpu> cpu,
    Optional<Pids> pids,
    Optional<BlockIo> blockIO,
    List<HugepageLimit> hugepageLimits,
    Optional<NetworkLimits> network,
    Map<String, Rdma> rdma,
    Map<String, String> unified,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Resources {
    devices = List.copyOf(devices);
    hugepageLimits = List.copyOf(hugepageLimits);
    rdma = Fields.copyOf(rdma);
    unified = Fields.copyOf(unified);
    unknown = Fields.copyOf(unknown);
  }

  /** Nothing set: the start of a chain of withers. */
  public static Resources empty() {
    return new Resources(
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Map.of());
  }

  /** A copy with another {@code devices}. */
  public Resources withDevices(List<DeviceRule> devices) {
    return new Resources(
        devices, memory, cpu, pids, blockIO, hugepageLimits, network, rdma, unified, unknown);
  }

  /** A copy with another {@code memory}. */
  public Resources withMemory(Memory memory) {
    return new Resources(
        devices,
        Optional.of(memory),
        cpu,
        pids,
        blockIO,
        hugepageLimits,
        network,
        rdma,
        unified,
        unknown);
  }

  /** A copy with another {@code cpu}. */
  public Resources withCpu(Cpu cpu) {
    return new Resources(
        devices,
        memory,
        Optional.of(cpu),
        pids,
        blockIO,
        hugepageLimits,
        network,
        rdma,
        unified,
        unknown);
  }

  /** A copy with another {@code pids}. */
  public Resources withPids(Pids pids) {
    return new Resources(
        devices,
        memory,
        cpu,
        Optional.of(pids),
        blockIO,
        hugepageLimits,
        network,
        rdma,
        unified,
        unknown);
  }

  /** A copy with another {@code blockIO}. */
  public Resources withBlockIO(BlockIo blockIO) {
    return new Resources(
        devices,
        memory,
        cpu,
        pids,
        Optional.of(blockIO),
        hugepageLimits,
        network,
        rdma,
        unified,
        unknown);
  }

  /** A copy with another {@code hugepageLimits}. */
  public Resources withHugepageLimits(List<HugepageLimit> hugepageLimits) {
    return new Resources(
        devices, memory, cpu, pids, blockIO, hugepageLimits, network, rdma, unified, unknown);
  }

  /** A copy with another {@code network}. */
  public Resources withNetwork(NetworkLimits network) {
    return new Resources(
        devices,
        memory,
        cpu,
        pids,
        blockIO,
        hugepageLimits,
        Optional.of(network),
        rdma,
        unified,
        unknown);
  }

  /** A copy with another {@code rdma}. */
  public Resources withRdma(Map<String, Rdma> rdma) {
    return new Resources(
        devices, memory, cpu, pids, blockIO, hugepageLimits, network, rdma, unified, unknown);
  }

  /** A copy with another {@code unified}. */
  public Resources withUnified(Map<String, String> unified) {
    return new Resources(
        devices, memory, cpu, pids, blockIO, hugepageLimits, network, rdma, unified, unknown);
  }
}
