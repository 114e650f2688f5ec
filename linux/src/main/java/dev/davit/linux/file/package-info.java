/**
 * Files: opening by name and descriptor, content, names, metadata, directories, locks, and the one
 * resolver for paths inside a root filesystem. Names are relative to a directory descriptor, and
 * are bytes or UTF-8 strings. Mounts and extended attributes are elsewhere.
 */
package dev.davit.linux.file;
