package dev.davit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.image.snapshot.Change;
import dev.davit.image.tar.RawPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountPointsTest {

  private static List<String> without(List<String> mounted, String... changes) {
    List<Change> all = new ArrayList<>();
    for (String change : changes) {
      Change.Kind kind =
          switch (change.charAt(0)) {
            case 'A' -> Change.Kind.ADDED;
            case 'C' -> Change.Kind.CHANGED;
            default -> Change.Kind.DELETED;
          };
      all.add(new Change(kind, new RawPath(change.substring(3))));
    }
    return new MountPoints(mounted).without(all).stream().map(Change::toString).toList();
  }

  @Test
  void leavesOutWhatAStartMadeToMountOn() {
    assertEquals(
        List.of("C /etc", "A /file"),
        without(
            List.of("/proc", "/etc/hosts", "/data/deep/er"),
            "A /data",
            "A /data/deep",
            "A /data/deep/er",
            "C /etc",
            "A /etc/hosts",
            "A /file",
            "A /proc"));
  }

  @Test
  void keepsADirectoryInWhichSomethingElseWasMade() {
    assertEquals(
        List.of("A /data", "A /data/own", "C /etc/hosts", "D /tmp"),
        without(
            List.of("/data/volume", "/etc/hosts", "/tmp"),
            "A /data",
            "A /data/own",
            "A /data/volume",
            "C /etc/hosts",
            "D /tmp"));
  }
}
