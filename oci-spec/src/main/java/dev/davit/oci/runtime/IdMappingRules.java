package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the kernel wants of the lines of a uid_map or gid_map, see user_namespaces(7). */
final class IdMappingRules {
  /** UID_GID_MAP_MAX_EXTENTS of Linux 4.15. */
  private static final int MAX_LINES = 340;

  private static final long IDS = 1L << 32;

  private IdMappingRules() {}

  static void check(List<IdMapping> mappings, String path, Problems problems) {
    if (mappings.size() > MAX_LINES) {
      problems.add(path, "%d ranges; the kernel takes %d".formatted(mappings.size(), MAX_LINES));
      return;
    }
    for (int i = 0; i < mappings.size(); i++) {
      IdMapping mapping = mappings.get(i);
      String element = path + "[" + i + "]";
      if (mapping.size() == 0) {
        problems.add(element + ".size", "must not be 0");
      }
      inRange(mapping.containerID(), mapping.size(), element + ".containerID", problems);
      inRange(mapping.hostID(), mapping.size(), element + ".hostID", problems);
      for (int j = 0; j < i; j++) {
        IdMapping other = mappings.get(j);
        overlap(mapping, other, IdMapping::containerID, element + ".containerID", j, problems);
        overlap(mapping, other, IdMapping::hostID, element + ".hostID", j, problems);
      }
    }
  }

  private static void inRange(long first, long size, String path, Problems problems) {
    // the last id, (uid_t) -1, means none
    if (first + size >= IDS) {
      problems.add(path, "%d and %d more go beyond the last id".formatted(first, size));
    }
  }

  private static void overlap(
      IdMapping a,
      IdMapping b,
      ToLongFunction<IdMapping> first,
      String path,
      int index,
      Problems problems) {
    long start = Math.max(first.applyAsLong(a), first.applyAsLong(b));
    long end = Math.min(first.applyAsLong(a) + a.size(), first.applyAsLong(b) + b.size());
    if (start < end) {
      problems.add(path, "the range overlaps that of element %d".formatted(index));
    }
  }
}
