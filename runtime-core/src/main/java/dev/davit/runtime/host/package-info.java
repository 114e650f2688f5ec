/**
 * What this machine offers to containers, as one value: found once by trying, never by kernel
 * version, and constructible by hand so that a plan for any machine can be made on any machine.
 */
package dev.davit.runtime.host;
