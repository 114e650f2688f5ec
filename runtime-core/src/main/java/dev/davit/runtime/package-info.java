/** Containers from OCI bundles: plan, start, exec, signal, limits, state. */
package dev.davit.runtime;
