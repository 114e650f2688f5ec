/** Containers from images: the embedded API. */
package dev.davit.engine;
