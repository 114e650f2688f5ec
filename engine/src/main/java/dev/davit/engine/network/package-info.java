/**
 * Networks of pods: how a network namespace gets an interface and addresses, and how host ports
 * lead into it.
 *
 * <p>Belongs here: bridges, leases, nftables, CNI. Does not belong here: what a pod is, and the
 * messages of rtnetlink ({@code dev.davit.linux.netlink}).
 */
package dev.davit.engine.network;
