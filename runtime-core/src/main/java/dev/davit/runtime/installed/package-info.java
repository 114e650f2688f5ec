/**
 * Containers of other runtimes: driving a program that is installed here and has the command line
 * of runc. How Davit starts a container itself does not belong here.
 */
package dev.davit.runtime.installed;
