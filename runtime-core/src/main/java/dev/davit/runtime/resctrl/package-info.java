/**
 * Resource director technology through the resctrl filesystem
 * (Documentation/filesystems/resctrl.rst of the kernel).
 *
 * <p>Belongs here: the groups of one container. Does not belong here: what a container is.
 */
package dev.davit.runtime.resctrl;
