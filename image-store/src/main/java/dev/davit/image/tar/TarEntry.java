package dev.davit.image.tar;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One entry of an archive, all its extended headers applied.
 *
 * @param name as written, neither normalized nor checked
 * @param type the kind of file
 * @param linkName the target of a link, empty for other types
 * @param mode permission bits with setuid, setgid and sticky
 * @param uid the owner
 * @param gid the group
 * @param modified the time of modification, to the nanosecond
 * @param size the length of the file in bytes, holes included
 * @param stored the length of the entry's data in the archive in bytes, holes not included
 * @param segments where the stored data goes, in order; one segment for a file without holes
 * @param deviceMajor of a device
 * @param deviceMinor of a device
 * @param xattrs extended attributes by full name, values as bytes
 */
public record TarEntry(
    RawPath name,
    EntryType type,
    RawPath linkName,
    int mode,
    long uid,
    long gid,
    Instant modified,
    long size,
    long stored,
    List<Segment> segments,
    int deviceMajor,
    int deviceMinor,
    Map<String, byte[]> xattrs) {

  /** Copies the collections. */
  public TarEntry {
    segments = List.copyOf(segments);
    xattrs = Map.copyOf(xattrs);
  }
}
