/** Extended attributes of files (xattr(7)): reading, writing, listing and removing them. */
package dev.davit.linux.xattr;
