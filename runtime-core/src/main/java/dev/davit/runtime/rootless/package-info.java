/**
 * How an ordinary user becomes root in a user namespace of its own, in which all of Davit then
 * runs: what such a user may do, and the program that makes or joins the namespace.
 */
package dev.davit.runtime.rootless;
