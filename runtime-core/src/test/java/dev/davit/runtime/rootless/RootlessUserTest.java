package dev.davit.runtime.rootless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Architecture;
import dev.davit.linux.Fd;
import dev.davit.linux.asm.StaticElf;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.SyscallProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RootlessUserTest {

  private static RootlessUser user(List<SubordinateIds> ranges) {
    Optional<Path> program = Optional.of(Path.of("/usr/bin/newuidmap"));
    return new RootlessUser(1000, 100, "me", ranges, ranges, program, program, Optional.empty());
  }

  @Test
  void findsTheRangesOfAUserByNameAndNumberAndLeavesOtherLinesOut() {
    String text = "you:1:2\nme:100000:65536\n1000:300000:10\nme:x:1\nme:5\n# me:1:1\nme:7:0\n";
    assertEquals(
        List.of(new SubordinateIds(100000, 65536), new SubordinateIds(300000, 10)),
        SubordinateIds.of(text, "me", 1000));
  }

  @Test
  void mapsTheUserToRootAndItsRangesOneAfterTheOther() {
    assertEquals(
        List.of("0", "1000", "1", "1", "100000", "5", "6", "300000", "10"),
        RootlessUser.map(
            1000, List.of(new SubordinateIds(100000, 5), new SubordinateIds(300000, 10))));
  }

  @Test
  void saysWhatIsMissingAndHowToGetIt() {
    RootlessUser poor =
        new RootlessUser(
            1000,
            100,
            "",
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertFalse(poor.hasRanges());
    assertEquals(3, poor.missing().size());
    assertEquals(
        "/etc/subuid has no range for 1000: usermod --add-subuids FIRST-LAST 1000",
        poor.missing().get(1));
    assertTrue(user(List.of(new SubordinateIds(1, 1))).missing().isEmpty());
  }

  @Test
  void keepsStateAndDataBelowTheHomeOfTheUser() {
    Map<String, String> plain = Map.of("HOME", "/home/me");
    assertEquals(Path.of("/home/me/.local/share/davit"), Rootless.dataRoot(plain));
    assertEquals(Path.of("/home/me/.local/share/davit/run"), Rootless.stateRoot(plain));
    Map<String, String> desktop =
        Map.of("HOME", "/home/me", "XDG_DATA_HOME", "/d", "XDG_RUNTIME_DIR", "/run/user/1000");
    assertEquals(Path.of("/d/davit"), Rootless.dataRoot(desktop));
    assertEquals(Path.of("/run/user/1000/davit"), Rootless.stateRoot(desktop));
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void entersByAProgramThatCompilesForEveryMachine(Architecture architecture) {
    for (List<SubordinateIds> ranges :
        List.of(List.<SubordinateIds>of(), List.of(new SubordinateIds(9, 9)))) {
      SyscallProgram program =
          EnterProgram.of(
              user(ranges),
              4711,
              Optional.of(42),
              Optional.of(Fd.borrowing(7)),
              Path.of("/bin/java"),
              List.of("java", "X"),
              List.of("A=b"));
      assertTrue(StaticElf.compile(program, architecture).length > 500);
      String text = String.join("\n", program.calls().stream().map(Call::print).toList());
      assertTrue(text.contains("unshare(CLONE_NEWNS|CLONE_NEWUSER)"), text);
      assertTrue(text.startsWith("setns(7, CLONE_NEWUSER)\nclose_range(3,"), text);
      assertTrue(text.contains("execve(\"/bin/java\""), text);
      assertEquals(!ranges.isEmpty(), text.contains("\"4711\""), text);
    }
  }
}
