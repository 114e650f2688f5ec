package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A real Debian: made by debootstrap, put into a tar, imported, run. */
@Needs({Need.ROOT, Need.OVERLAY, Need.DEBIAN})
@OnOneJava
class DebianTest {

  @Test
  void runsBash() {
    assertEquals("5050", bash("s=0; for i in {1..100}; do ((s += i)); done; echo $s").line());
  }

  @Test
  void saysTheVersionOfApt() {
    Tool.Result result =
        SharedImages.debian().container(SharedImages.DEBIAN, "apt", "--version").expect(0);
    assertTrue(result.line().startsWith("apt "), result::out);
  }

  @Test
  void listsItsOwnProcessesOnly() {
    List<String> lines = bash("ps -e -o pid,comm; true").lines();
    assertEquals(3, lines.size(), () -> "" + lines);
    assertEquals("1 bash", lines.get(1).trim());
    assertTrue(lines.get(2).endsWith(" ps"), () -> "" + lines);
  }

  @Test
  void runsAHundredProcessesAtOnce() {
    String script =
        "for i in {1..100}; do (echo $BASHPID; read -t 5 <&3) & done 3</dev/null; wait;"
            + " for i in {1..100}; do sleep 60 & done; for i in {1..1000}; do n=$(ps -e --no-headers | grep -c sleep); [ $n -lt 100 ] || break; done;"
            + " echo $n; kill $(jobs -p); wait; true";
    List<String> lines = bash(script).lines();
    assertEquals(100, lines.stream().limit(100).distinct().count());
    assertEquals("100", lines.get(100));
  }

  @Test
  void installsAndRemovesFilesLikeADebian() {
    assertEquals("ii", bash("dpkg -l bash | tail -1 | cut -c1-2").line());
    assertEquals(
        "0",
        bash("dpkg --purge --force-all hostname >/dev/null 2>&1; dpkg -V bash coreutils; echo $?")
            .line());
  }

  @Test
  void ownersAndModesSurviveTheImport() {
    assertEquals(
        List.of("1777 root:root", "640 root:shadow", "4755 root:root"),
        bash("stat -c '%a %U:%G' /tmp /etc/shadow /usr/bin/passwd").lines());
  }

  private static Tool.Result bash(String script) {
    return SharedImages.debian().container(SharedImages.DEBIAN, "bash", "-c", script).expect(0);
  }
}
