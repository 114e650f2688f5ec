/**
 * How a container starts, as a pure function of its configuration and the host: named steps, and
 * their lowering into a program of system calls.
 *
 * <p>Here belongs everything that can be decided without touching the system. Doing it belongs to
 * {@code launch}.
 */
package dev.davit.runtime.plan;
