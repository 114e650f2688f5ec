/**
 * The container runtime interface of Kubernetes, without gRPC: its messages as records, their JSON,
 * and a client of the socket.
 *
 * <p>Belongs here: what a program needs that schedules pods into a daemon. Does not: anything that
 * knows how a pod is run.
 */
package dev.davit.cri;
