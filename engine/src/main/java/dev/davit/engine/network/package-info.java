/**
 * Networks of pods: how a network namespace gets an interface and addresses, and how host ports
 * lead into it. And the command lines of the programs that serve the network of an ordinary user's
 * container.
 *
 * <p>Belongs here: bridges, leases, nftables, CNI, pasta and slirp4netns. Does not belong here:
 * what a pod is, and the messages of rtnetlink ({@code dev.davit.linux.netlink}).
 */
package dev.davit.engine.network;
