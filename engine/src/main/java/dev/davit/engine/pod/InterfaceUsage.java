package dev.davit.engine.pod;

/**
 * The traffic of a network interface of a pod, as the pod sees it (CRI NetworkInterfaceUsage).
 *
 * @param name such as {@code eth0}
 * @param rxBytes received
 * @param rxErrors of receiving
 * @param rxPackets received
 * @param txBytes sent
 * @param txErrors of sending
 * @param txPackets sent
 */
public record InterfaceUsage(
    String name,
    long rxBytes,
    long rxErrors,
    long rxPackets,
    long txBytes,
    long txErrors,
    long txPackets) {}
