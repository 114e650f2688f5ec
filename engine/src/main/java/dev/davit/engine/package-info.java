/**
 * Containers from images and directories: the embedded API.
 *
 * <p>{@link dev.davit.engine.Davit} is the way in; {@link dev.davit.engine.ContainerBuilder}
 * gathers options as values; {@code SpecFactory}, which is pure, makes the OCI configuration of
 * them and of the image; {@code Starter} is the whole path from there to a running container.
 *
 * <p>Belongs here: what images, options and names mean, and which container has which files. Does
 * not belong here: how a container starts (runtime-core), how layers are stored (image-store), what
 * people type and read (the command).
 */
package dev.davit.engine;
