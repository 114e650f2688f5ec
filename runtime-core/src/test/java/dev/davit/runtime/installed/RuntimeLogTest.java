package dev.davit.runtime.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeLogTest {

  @Test
  void givesTheLastErrorAndPassesOverWarnings() {
    String log =
        "{\"level\":\"warning\",\"msg\":\"old\",\"time\":\"t\"}\n"
            + "{\"level\":\"error\",\"msg\":\"first\"}\n"
            + "{\"msg\":\"last\",\"level\":\"error\",\"time\":\"t\"}\n"
            + "{\"level\":\"debug\",\"msg\":\"after\"}\n\n";
    assertEquals(Optional.of("last"), RuntimeLog.error(log));
  }

  @Test
  void takesALineThatIsNoJsonAsItIs() {
    assertEquals(Optional.of("segfault {"), RuntimeLog.error("segfault {\n"));
    assertEquals(Optional.of("[1]"), RuntimeLog.error("[1]"));
    assertEquals(Optional.empty(), RuntimeLog.error(""));
    assertEquals(Optional.empty(), RuntimeLog.error(Path.of("/no/such/log")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exec: \"x\": executable file not found in $PATH | 127",
        "exec: \"/x\": stat /x: no such file or directory | 127",
        "executable file `x` not found in $PATH: No such file or directory | 127",
        "exec: \"/etc/passwd\": permission denied | 126",
        "open executable: Operation not permitted | 126",
        "exec /bin/data: exec format error | 126",
        "cgroups in hybrid mode not supported | 125"
      })
  void knowsTheExitCodeByTheWords(String reason, int code) {
    InstalledException e = new InstalledException("runc", "run", "box", reason);
    assertEquals(code, e.exitCode());
    assertEquals("runc: run box: " + reason, e.getMessage());
  }

  @Test
  void saysWhichRuntimeIsMissing() {
    assertEquals(
        "runtime no-such-runtime: find: not found in PATH: install it, or give its path",
        assertThrows(InstalledException.class, () -> InstalledRuntime.find("no-such-runtime"))
            .getMessage());
    assertThrows(InstalledException.class, () -> InstalledRuntime.find("/etc"));
    assertThrows(InstalledException.class, () -> InstalledRuntime.find(""));
  }
}
