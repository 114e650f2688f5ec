package dev.davit.engine.pod;

/**
 * Who a pod is (CRI PodSandboxMetadata). Name, namespace, uid and attempt together are unique: a
 * run of the same joins the one that is there.
 *
 * @param name of the pod
 * @param uid of the pod, unique among all pods that ever were
 * @param namespace of the orchestrator
 * @param attempt how often the sandbox was made before; 0 at first
 */
public record PodMetadata(String name, String uid, String namespace, int attempt) {
  /** A pod of this name in namespace {@code default}; its uid is its name. */
  public static PodMetadata of(String name) {
    return new PodMetadata(name, name, "default", 0);
  }

  /** A copy with another {@code name}. */
  public PodMetadata withName(String name) {
    return new PodMetadata(name, uid, namespace, attempt);
  }

  /** A copy with another {@code uid}. */
  public PodMetadata withUid(String uid) {
    return new PodMetadata(name, uid, namespace, attempt);
  }

  /** A copy with another {@code namespace}. */
  public PodMetadata withNamespace(String namespace) {
    return new PodMetadata(name, uid, namespace, attempt);
  }

  /** A copy with another {@code attempt}. */
  public PodMetadata withAttempt(int attempt) {
    return new PodMetadata(name, uid, namespace, attempt);
  }
}
