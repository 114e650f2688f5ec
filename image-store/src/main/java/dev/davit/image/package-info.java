/** Images: content, layers, snapshots, import. */
package dev.davit.image;
