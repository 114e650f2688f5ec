/**
 * The root filesystem of a container as a detached mount, and what is read inside it before the
 * container exists: user names.
 *
 * <p>Here belongs what works on a root filesystem by its descriptor, and the type of a path inside
 * it. What init mounts into it belongs to {@code plan}; layers and images do not belong here.
 */
package dev.davit.runtime.rootfs;
