package dev.davit.engine;

import dev.davit.image.snapshot.Change;
import dev.davit.image.tar.RawPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files and directories that a start made in a container because something is mounted there.
 * They are no changes of the container's, as long as nothing else was made in them.
 */
final class MountPoints {

  private final Set<RawPath> points = new HashSet<>();

  /** The mount points of a container and the directories above them. */
  MountPoints(List<String> destinations) {
    for (String destination : destinations) {
      RawPath path = RawPath.utf8(destination).normalized();
      while (!path.isRoot()) {
        points.add(path);
        path = path.parent();
      }
    }
  }

  /** The changes without mount points, in the same order. */
  List<Change> without(List<Change> changes) {
    Set<RawPath> needed = new HashSet<>();
    List<Change> kept = new ArrayList<>();
    // From the end, so that what is in a directory comes before it.
    for (int i = changes.size() - 1; i >= 0; i--) {
      Change change = changes.get(i);
      boolean made = change.kind() == Change.Kind.ADDED && points.contains(change.path());
      if (!made || needed.contains(change.path())) {
        kept.add(0, change);
        needed.add(change.path().parent());
      }
    }
    return kept;
  }
}
