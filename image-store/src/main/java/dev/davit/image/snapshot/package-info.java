/**
 * Containers' own directories: what lies above the layers of an image. Hands the directories of an
 * overlay to who mounts it; mounts nothing.
 */
package dev.davit.image.snapshot;
