/**
 * Network interfaces, addresses, routes and queues by rtnetlink(7), in any network namespace.
 *
 * <p>Belongs here: messages and what each asks of the kernel. Does not belong here: which
 * interfaces a pod has, and firewalls.
 */
package dev.davit.linux.netlink;
