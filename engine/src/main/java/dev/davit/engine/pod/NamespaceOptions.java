package dev.davit.engine.pod;

import java.util.Optional;

/**
 * Whose namespaces a pod or a container is in (CRI NamespaceOption).
 *
 * @param network {@code POD} or {@code NODE}
 * @param pid any
 * @param ipc {@code POD} or {@code NODE}
 * @param targetId the container whose PIDs are shared with {@code TARGET}
 * @param userNamespace that of the host if absent
 */
public record NamespaceOptions(
    NamespaceMode network,
    NamespaceMode pid,
    NamespaceMode ipc,
    Optional<String> targetId,
    Optional<UserNamespace> userNamespace) {
  /** Network and IPC of the pod, PIDs of the container: what Kubernetes does by default. */
  public static NamespaceOptions of() {
    return new NamespaceOptions(
        NamespaceMode.POD,
        NamespaceMode.CONTAINER,
        NamespaceMode.POD,
        Optional.empty(),
        Optional.empty());
  }

  /** A copy with another {@code network}. */
  public NamespaceOptions withNetwork(NamespaceMode network) {
    return new NamespaceOptions(network, pid, ipc, targetId, userNamespace);
  }

  /** A copy with another {@code pid}. */
  public NamespaceOptions withPid(NamespaceMode pid) {
    return new NamespaceOptions(network, pid, ipc, targetId, userNamespace);
  }

  /** A copy with another {@code ipc}. */
  public NamespaceOptions withIpc(NamespaceMode ipc) {
    return new NamespaceOptions(network, pid, ipc, targetId, userNamespace);
  }

  /** A copy with another {@code targetId}. */
  public NamespaceOptions withTargetId(String targetId) {
    return new NamespaceOptions(network, pid, ipc, Optional.of(targetId), userNamespace);
  }

  /** A copy with another {@code userNamespace}. */
  public NamespaceOptions withUserNamespace(UserNamespace userNamespace) {
    return new NamespaceOptions(network, pid, ipc, targetId, Optional.of(userNamespace));
  }
}
