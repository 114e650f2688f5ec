/**
 * Programs that embed Davit, each with one dependency: {@code dev.davit:davit-engine}.
 *
 * <p>Belongs here: what a reader copies. The tests run every one of them.
 */
package dev.davit.examples;
