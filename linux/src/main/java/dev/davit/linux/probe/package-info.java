/**
 * What the running kernel knows, found out by trying calls that have no lasting effect, because
 * distributions backport features and sandboxes take them away: no version number tells.
 */
package dev.davit.linux.probe;
