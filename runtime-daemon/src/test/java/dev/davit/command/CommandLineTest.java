package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "ps",
        "kill",
        "rm",
        "inspect",
        "load",
        "import",
        "images",
        "tag",
        "rmi",
        "explain",
        "daemon",
        "pod",
        "version",
        "exec",
        "stop",
        "wait",
        "pause",
        "unpause",
        "update",
        "stats",
        "top",
        "tags",
        "referrers",
        "catalog"
      })
  void helpsWithEveryVerb(String verb) {
    Outcome outcome = Outcome.of(verb, "--help");
    assertEquals(0, outcome.code());
    assertEquals("", outcome.err());
    assertTrue(outcome.out().startsWith("Usage: davit " + verb), outcome.out());
    assertTrue(outcome.out().contains("--root=DIR"), outcome.out());
    assertEquals(outcome.out(), Outcome.of("help", verb).out());
    assertTrue(
        outcome.out().lines().allMatch(l -> l.length() <= 100), () -> "wide:\n" + outcome.out());
    assertTrue(Outcome.of("--help").out().contains("\n  " + verb + " "));
  }

  @Test
  void knowsAllVerbsOfTheOverview() {
    String overview = Outcome.of("--help").out();
    for (String verb : Verbs.all().keySet()) {
      assertTrue(overview.lines().anyMatch(line -> line.startsWith("  " + verb + " ")), verb);
    }
  }

  /** Wrong command lines: 125 for run, as scripts know from docker, 2 for the others. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run | 125 | davit: run: which image? give one of davit images, or --rootfs DIR, / too,"
            + " which needs none: see davit run --help",
        "run --frobnicate x | 125 | davit: run: --frobnicate: unknown option: see davit run --help",
        "run --memmory 1g x | 125 | davit: run: --memmory: unknown option: did you mean --memory?:"
            + " see davit run --help",
        "run -p 80:80 x | 125 | davit: run: -p: only with -d",
        "run -d -p 80 x | 125 | davit: --publish: \"80\": not of the form",
        "run -d -p 0:80 x | 125 | davit: --publish: \"0:80\": 0: not in 1 to 65535",
        "run -d --net none -p 80:80 x | 125 | davit: --publish: needs --net bridge",
        "run -d --rootfs / true | 125 | davit: --rootfs: not with -d: a detached container needs an"
            + " image",
        "run --network bridge x | 125 | davit: --net: bridge: only with -d: use none, host, pasta or slirp4netns",
        "logs --since soon x | 2 | davit: logs: --since: \"soon\": neither 90s, 10m, 2h, 1d nor",
        "logs --tail many x | 2 | davit: logs: --tail: \"many\": not a whole number of lines",
        "run --rm --keep x | 125 | davit: run: --rm and --keep exclude each other: see davit run"
            + " --help",
        "run --memory 64q x | 125 | davit: memory: not an amount of bytes: \"64q\": write a number"
            + " and b, k, m, g or t, such as 64m",
        "run --cpus many x | 125 | davit: --cpus: \"many\": not a number, such as 0.5",
        "run --cpus 0 x | 125 | davit: cpus: 0.0: must be a number more than 0, such as 0.5",
        "run --pids x x | 125 | davit: --pids: \"x\": not a whole number",
        "run --net wifi x | 125 | davit: network: \"wifi\": unknown: use none, host, pasta or slirp4netns",
        "run -v /etc:/x:ro -v /usr:/x x | 125 | davit: volume: /x: something else is mounted there"
            + " already",
        "run -v /etc:/x --tmpfs /x x | 125 | davit: tmpfs: /x: something else is mounted there"
            + " already",
        "run --name -x x | 125 | davit: name: \"-x\": use letters, digits, _ . and -, and begin with"
            + " a letter or a digit",
        "run --seccomp off x | 125 | davit: --seccomp: \"off\": unknown profile: use default or"
            + " unconfined",
        "exec | 125 | davit: exec: missing CONTAINER: see davit exec --help",
        "exec web | 125 | davit: exec: missing COMMAND: see davit exec --help",
        "exec --privileged web ls | 125 | davit: exec: --privileged: unknown option",
        "stop -t soon web | 2 | davit: stop: -t: \"soon\": not a whole number of seconds",
        "stop -t -1 web | 2 | davit: stop: -t: \"-1\": not a whole number of seconds",
        "update web | 2 | davit: update: which limit? give --memory, --cpus, --cpuset-cpus or --pids",
        "update --memory 0 web | 1 | davit: memory: 0: must be more than 0",
        "update --pids -1 web | 1 | davit: pids: -1: must be more than 0",
        "top | 2 | davit: top: missing CONTAINER: see davit top --help",
        "top a b | 2 | davit: top: \"b\": one argument too many: see davit top --help",
        "top -o xml a | 2 | davit: top: -o: \"xml\": unknown format: use table or json",
        "stats -o xml | 2 | davit: stats: -o: \"xml\": unknown format: use table or json",
        "ps -o xml | 2 | davit: ps: -o: \"xml\": unknown format: use table or json: see davit ps"
            + " --help",
        "ps x | 2 | davit: ps: \"x\": one argument too many: see davit ps --help",
        "kill -s NOPE x | 2 | davit: kill: -s: \"NOPE\": no such signal: use a name such as TERM or"
            + " 15: see davit kill --help",
        "rnu | 2 | davit: \"rnu\": unknown command: did you mean run?: see davit --help",
        "tags a.example/b:1 | 2 | davit: tags: \"a.example/b:1\": a repository has no tag: say"
            + " a.example/b: see davit tags --help",
        "pull --tls-verify=false a | 2 | davit: pull: --tls-verify=false: unknown option: use"
            + " --insecure: see davit pull --help",
        "pull -a a:1 | 2 | davit: pull: \"a:1\": a repository has no tag: say a: see",
        "load -i a b | 2 | davit: load: \"b\": one argument too many: see davit load --help",
        "system df -a | 2 | davit: system: -a: only with prune: see davit system --help",
        "system prune -v | 2 | davit: system: -v: only with df: see davit system --help",
        "inspect --type pod x | 2 | davit: inspect: --type: \"pod\": use container or image: see",
        "login -u a -p b --password-stdin | 2 | davit: login: -p and --password-stdin: give one of",
        "catalog a/b | 1 | davit: registry 'a/b': not HOST[:PORT], such as registry.example:5000",
        "frobnicate | 2 | davit: \"frobnicate\": unknown command: see davit --help",
        "--root  | 2 | Usage: davit"
      })
  void complainsInOneLineAndWithTheRightCode(String line, int code, String message) {
    Outcome outcome = Outcome.of(line.split(" "));
    assertEquals("", outcome.out());
    assertTrue(outcome.err().startsWith(message), outcome.err());
    assertEquals(code, outcome.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stop",
        "wait",
        "pause",
        "unpause",
        "kill",
        "rm",
        "pull",
        "push",
        "import x",
        "tag x",
        "rmi",
        "inspect"
      })
  void saysWhichArgumentIsMissing(String line) {
    Outcome outcome = Outcome.of(line.split(" "));
    assertEquals(2, outcome.code());
    assertTrue(outcome.err().contains(": missing "), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
  }

  @Test
  void refusesAVariableWithoutAName() {
    Outcome outcome = Outcome.of("run", "-e", "", "--rootfs", "/", "true");
    assertEquals("davit: --env: empty: write NAME=VALUE\n", outcome.err());
  }

  @Test
  void refusesANameOf300CharactersBeforeAnythingIsDone() {
    Outcome outcome = Outcome.of("run", "--name", "x".repeat(300), "--rootfs", "/", "true");
    assertEquals("davit: name: 300 characters: at most 128 are allowed\n", outcome.err());
    assertEquals(125, outcome.code());
  }

  @Test
  void printsItsVersions() {
    assertTrue(Outcome.of("version").out().startsWith("davit "));
    assertEquals(Outcome.of("version").out(), Outcome.of("--version").out());
    assertTrue(Outcome.of("version", "-o", "json").out().contains("\"ociRuntimeSpec\": \"1.3.0\""));
  }

  @Test
  void findsTheWordThatWasMeant() {
    assertEquals(": did you mean images?", Suggestion.of("image", Verbs.all().keySet()));
    assertEquals(": did you mean ps?", Suggestion.of("sp", Set.of("ps", "rm")));
    assertEquals("", Suggestion.of("xyzzy", Verbs.all().keySet()));
    assertEquals(1, Suggestion.distance("rnu", "run"));
  }

  @Test
  void leavesTheOptionsOfTheProgramAlone() {
    Outcome outcome =
        Outcome.of("run", "--rootfs", "/nonexistent-rootfs", "ls", "--root", "--nope");
    assertFalse(outcome.err().contains("--nope"), outcome.err());
    assertEquals("davit: rootfs: /nonexistent-rootfs: no such directory\n", outcome.err());
    assertEquals(125, outcome.code());
  }

  @Test
  void saysWhatToDoWhenThereIsNoSuchImage(@TempDir Path directory) {
    Outcome outcome = on(directory, "run", "--pull", "never", "shop/web:7", "true");
    assertEquals(
        "davit: shop/web:7: no such image: see davit images for what is here; --rootfs / needs"
            + " none; davit pull, davit load or davit import brings one in\n",
        outcome.err());
    assertEquals(125, outcome.code());
  }

  @Test
  void asksTheRegistryForAnImageThatIsNotHere(@TempDir Path directory) {
    Outcome outcome = on(directory, "run", "localhost:1/shop/web:7", "true");
    assertEquals(
        "davit: localhost:1: manifest of localhost:1/shop/web:7: connection refused: see davit"
            + " images for what is here; --rootfs / needs none; davit pull, davit load or davit"
            + " import brings one in\n",
        outcome.err());
    assertEquals(125, outcome.code());
  }

  @ParameterizedTest
  @CsvSource({
    "exec web ls, 125",
    "stop web, 1",
    "wait web, 1",
    "pause web, 1",
    "unpause web, 1",
    "update --pids 9 web, 1",
    "stats web, 1",
    "top web, 1"
  })
  void saysThatThereIsNoSuchContainer(String line, int code, @TempDir Path directory) {
    Outcome outcome = on(directory, line.split(" "));
    assertTrue(
        outcome.err().startsWith("davit: container web: no such container: see davit ps -a"),
        outcome.err());
    assertEquals(code, outcome.code());
  }

  @Test
  void printsAnEmptyTableWhereNothingRuns(@TempDir Path directory) {
    assertTrue(on(directory, "stats").out().startsWith("CONTAINER   CPU   MEMORY / LIMIT"));
    assertEquals("[]\n", on(directory, "stats", "-o", "json").out());
  }

  @Test
  void saysThatNeitherContainerNorImageIsThere(@TempDir Path directory) {
    Outcome outcome = on(directory, "inspect", "web");
    assertEquals(
        "davit: web: no such container or image: see davit ps -a and davit images\n",
        outcome.err());
    assertEquals(1, outcome.code());
  }

  @Test
  void takesAPathForABundleEvenIfItIsNone(@TempDir Path directory) {
    Outcome outcome = on(directory, "explain", directory.toString());
    assertEquals(
        "davit: bundle: "
            + directory
            + "/config.json: ENOENT (No such file or directory): give a directory with a"
            + " config.json\n",
        outcome.err());
    assertEquals(1, outcome.code());
  }

  @Test
  void namesTheFileAndAllItsMistakes(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("config.json"),
        """
        {"ociVersion": "9.9.9", "hostname": 5, "root": {"path": ""},
         "process": {"cwd": "tmp", "args": [], "env": ["x"], "user": {"uid": -1, "gid": 0}},
         "mounts": [{"type": "proc"}],
         "linux": {"namespaces": [{"type": "foo"}], "resources": {"memory": {"limit": "x"}}}}
        """);
    Outcome outcome = on(directory, "explain", directory.toString());
    assertTrue(
        outcome.err().startsWith("davit: " + directory + "/config.json: 10 problems:\n"),
        outcome.err());
    assertEquals(11, outcome.err().lines().count(), outcome.err());
    assertEquals(1, outcome.code());
  }

  private static Outcome on(Path directory, String... arguments) {
    List<String> line =
        new ArrayList<>(List.of("--root", directory + "/data", "--state", directory + "/state"));
    line.addAll(List.of(arguments));
    return Outcome.of(line.toArray(String[]::new));
  }
}
