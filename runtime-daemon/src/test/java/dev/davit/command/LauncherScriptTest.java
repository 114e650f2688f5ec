package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script {@code davit}, with a Java that only says how it was called. */
class LauncherScriptTest {

  private static final Path SCRIPT = Path.of("../davit").toAbsolutePath().normalize();

  @TempDir Path home;

  @BeforeEach
  void install() throws Exception {
    Path built = Files.createDirectories(home.resolve("runtime-daemon/target/davit"));
    Files.createDirectories(built.resolve("lib"));
    Files.createFile(built.resolve("lib/davit.jar"));
    Files.createFile(built.resolve("davit-17.jsa"));
    Files.createFile(built.resolve(".built"));
    program("davit", Files.readString(SCRIPT));
    Files.createDirectories(home.resolve("jdk/bin"));
    program(
        "jdk/bin/java",
        """
        #!/bin/bash
        echo "locale=$LC_ALL"
        echo "input=$(readlink /proc/self/fd/0)"
        for last; do :; done
        echo "last=$last"
        """);
  }

  private void program(String name, String text) throws Exception {
    Files.writeString(home.resolve(name), text);
    assertTrue(home.resolve(name).toFile().setExecutable(true));
  }

  private Outcome run(Map<String, String> environment, String command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", command, "bash", home + "/davit");
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    builder.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
    builder.environment().putAll(environment);
    Path err = home.resolve("err");
    Process process = builder.redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out, Files.readString(err));
  }

  @Test
  void handsTheWordsOn() throws Exception {
    Outcome outcome = run(Map.of(), "\"$1\" run --rootfs / 'a  b'");
    assertTrue(outcome.out().endsWith("last=a  b\n"), outcome.toString());
    assertEquals("", outcome.err());
  }

  @Test
  void givesTheVirtualMachineALocaleThatKnowsAllCharacters() throws Exception {
    for (String locale : new String[] {"C", "", "de_DE", "xx_YY.UTF-8"}) {
      Outcome outcome = run(Map.of("LANG", locale), "\"$1\" version");
      assertTrue(outcome.out().startsWith("locale=C.UTF-8\n"), locale + " " + outcome);
    }
    assertTrue(run(Map.of("LANG", "C.UTF-8"), "\"$1\" version").out().startsWith("locale=\n"));
  }

  /** Its first file would be opened at the free number, and become the container's input. */
  @Test
  void keepsAClosedInputFromBecomingAFileOfTheVirtualMachine() throws Exception {
    Outcome outcome = run(Map.of(), "\"$1\" run <&-");
    assertTrue(outcome.out().contains("\ninput=/dev/null\n"), outcome.toString());
  }

  @Test
  void blamesTheVariableThatPointsNowhere() throws Exception {
    Outcome outcome = run(Map.of(), "JAVA_HOME=/nonexistent \"$1\" version");
    assertEquals(
        "davit: JAVA_HOME: /nonexistent/bin/java: no such program: correct the variable, or unset"
            + " it\n",
        outcome.err());
    assertEquals(125, outcome.code());
  }

  /**
   * As Java 25: every run numbers the classes it lists anew, and a class listed twice is an error.
   */
  private void archivingJava(String list) throws Exception {
    Files.delete(home.resolve("runtime-daemon/target/davit/davit-17.jsa"));
    program(
        "jdk/bin/java",
        """
        #!/bin/bash
        for word; do
          case $word in
            -XX:DumpLoadedClassList=*)
              echo dump >>"%1$s/runs"
              runs=$(wc -l <"%1$s/runs")
              printf 'a/A id: %%s\\nb/B id: %%s\\nc/C id: 7 super: 1 source: x.jar\\n@x a/A\\n' $runs $((runs + 1)) \\
                >"${word#*=}" ;;
            -XX:SharedClassListFile=*) list=${word#*=} ;;
            -XX:SharedArchiveFile=*) archive=${word#*=} ;;
          esac
        done
        [ -z "$list" ] || [ "$(cat "$list")" != "%2$s" ] || touch "$archive"
        """
            .formatted(home, list));
  }

  @Test
  void archivesTheClassesOfSeveralRuns() throws Exception {
    archivingJava("a/A\nb/B\n@x a/A");
    run(Map.of(), "\"$1\" version");
    assertTrue(Files.exists(home.resolve("runtime-daemon/target/davit/davit-17.jsa")));
  }

  @Test
  void triesOnceToArchiveWhatCannotBe() throws Exception {
    archivingJava("nothing of the kind");
    run(Map.of(), "\"$1\" version");
    long runs = Files.readAllLines(home.resolve("runs")).size();
    run(Map.of(), "\"$1\" version");
    assertEquals(runs, Files.readAllLines(home.resolve("runs")).size());
  }
}
