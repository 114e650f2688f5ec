package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every option of {@code run} asks of the runtime, seen through {@code explain}. */
class ExplainTest {

  @TempDir private Path place;

  private Outcome explain(String... words) {
    return Outcome.of(
        Stream.concat(
                Stream.of(
                    "--root",
                    place.resolve("root").toString(),
                    "explain",
                    "--state",
                    place.resolve("state").toString()),
                Stream.of(words))
            .toArray(String[]::new));
  }

  private JsonObject spec(String options, String... command) {
    List<String> words = new ArrayList<>(List.of("--spec", "--rootfs", "/"));
    words.addAll(options.isEmpty() ? List.of() : List.of(options.split(" ")));
    words.addAll(List.of(command));
    Outcome outcome = explain(words.toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome::err);
    return JsonParser.parseString(outcome.out()).getAsJsonObject();
  }

  private static String at(JsonElement from, String path) {
    JsonElement here = from;
    for (String step : path.split("\\.")) {
      here =
          step.matches("\\d+")
              ? here.getAsJsonArray().get(Integer.parseInt(step))
              : here.getAsJsonObject().get(step);
      if (here == null) {
        return "";
      }
    }
    return here.isJsonPrimitive() ? here.getAsString() : here.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-e A=b=c | process.env.2 | A=b=c",
        "-e A= | process.env.2 | A=",
        "--env=A=1 --env=A=2 | process.env.2 | A=2",
        "-w /srv | process.cwd | /srv",
        "-t | process.terminal | true",
        "-it | process.env.2 | TERM=xterm",
        "--hostname box | hostname | box",
        "--read-only | root.readonly | true",
        "--memory 64m | linux.resources.memory.limit | 67108864",
        "-m 1g | linux.resources.memory.limit | 1073741824",
        "--cpus 1.5 | linux.resources.cpu.quota | 150000",
        "--cpuset-cpus 0 | linux.resources.cpu.cpus | 0",
        "--pids 5 | linux.resources.pids.limit | 5",
        "--pids-limit=5 | linux.resources.pids.limit | 5",
        "--cap-drop ALL --cap-add KILL | process.capabilities.effective | [\"CAP_KILL\"]",
        "--no-new-privileges | process.noNewPrivileges | true",
        "--seccomp unconfined | linux.seccomp | ''",
        "--entrypoint /bin/x | process.args | [\"/bin/x\",\"true\"]",
        "-v /etc:/mnt:ro | mounts.10.options | [\"rbind\",\"rprivate\",\"ro\"]",
        "--tmpfs /tmp | mounts.10.type | tmpfs",
        "--net host | linux.namespaces.1.type | mount",
        "--net none | linux.namespaces.1.type | network",
        "'' | process.args | [\"true\"]",
      })
  void turnsAnOptionIntoConfiguration(String options, String path, String value) {
    assertEquals(value, at(spec(options.strip(), "true"), path.strip()));
  }

  @Test
  void leavesTheProgramsOwnOptionsToIt() {
    assertEquals(
        "[\"ls\",\"-l\",\"--\",\"-e\",\"--rootfs\",\"@file\"]",
        at(spec("", "ls", "-l", "--", "-e", "--rootfs", "@file"), "process.args"));
  }

  @Test
  void putsTheCgroupBelowTheParent() {
    assertTrue(
        at(spec("--cgroup-parent /batch", "true"), "linux.cgroupsPath").startsWith("/batch/"));
  }

  @Test
  void printsTheProgramAndMakesNothing() {
    Outcome outcome = explain("--rootfs", "/", "--read-only", "sh", "-c", "exit 3");
    assertEquals(0, outcome.code(), outcome::err);
    for (String call :
        List.of("fsopen(\"overlay\"", "clone3({flags=", "pivot_root(\".\", \".\")", "execve(")) {
      assertTrue(outcome.out().contains(call), call);
    }
    assertFalse(Files.exists(place.resolve("root")));
    assertFalse(Files.exists(place.resolve("state")));
  }

  @Test
  void explainsABundle() throws IOException {
    Path bundle = Files.createDirectory(place.resolve("bundle"));
    Files.createDirectory(bundle.resolve("rootfs"));
    Files.writeString(bundle.resolve("config.json"), spec("", "from-bundle").toString());
    Outcome outcome = explain(bundle.toString());
    assertEquals(0, outcome.code(), outcome::err);
    assertTrue(outcome.out().contains("\"from-bundle\""), outcome::out);
    assertTrue(outcome.out().contains("open_tree("), outcome::out);
  }

  @Test
  void takesTheWordRunAsTheBeginningOfACommandLine() {
    Outcome outcome = explain("run", "--rootfs", "/", "true");
    assertEquals(0, outcome.code(), outcome::err);
    assertTrue(outcome.out().contains("execve("), outcome::out);
  }

  @Test
  void listsAllMistakesOfABundle() throws IOException {
    Path bundle = Files.createDirectory(place.resolve("bundle"));
    Files.writeString(bundle.resolve("config.json"), "{\"process\": {\"cwd\": \"x\"}}");
    Outcome outcome = explain(bundle.toString());
    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("$.ociVersion"), outcome::err);
    assertTrue(outcome.err().contains("$.process.cwd"), outcome::err);
  }
}
