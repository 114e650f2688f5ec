/**
 * Pods: sandboxes with a network and the containers that share it, in the words of the Kubernetes
 * CRI (runtime.v1), without its wire.
 *
 * <p>{@link dev.davit.engine.pod.Pods} is the way in, and has one method for each call of the CRI's
 * RuntimeService. The records are the CRI's messages; what a message leaves out is an empty
 * Optional, or, for the numbers of {@link dev.davit.engine.pod.LinuxResources}, 0. Belongs here:
 * what a pod is and how its containers live in it. Does not belong here: how a network is made
 * ({@code engine.network}), how a container starts (runtime-core), the wire (the daemon).
 */
package dev.davit.engine.pod;
