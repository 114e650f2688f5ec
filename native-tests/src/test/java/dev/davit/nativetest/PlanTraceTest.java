package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code davit explain} prints is what happens: the plan of a start is compared, call by call,
 * with what strace saw of that start.
 */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.STRACE})
class PlanTraceTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("<[a-z_/][^<>=]*>|\\{kind=\\d+}");

  /** Where no v1 cgroup was left by an earlier container, which this one would enter too. */
  private static final String PARENT = Workspace.NAME + "-traced";

  @AfterEach
  void removeTheCgroupsAbove() {
    SharedImages.removeCgroups(PARENT);
  }

  /** A container's id: another one in each start. */
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  private static final Pattern RESULT =
      Pattern.compile("\\)\\s+= (-?\\d+|\\?|0x[0-9a-f]+)( [^\"]*)?$");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--read-only",
        "--net host",
        "-u 1000:1000",
        "--memory 64m --pids 50",
        "-v /etc:/host:ro"
      })
  void theSupervisorAndInitMakeTheCallsOfThePlanInItsOrder(String options) throws IOException {
    DavitCommand davit = SharedImages.busybox();
    List<String> words =
        new ArrayList<>(List.of("--hostname", "traced", "--cgroup-parent", "/" + PARENT));
    Stream.of(options.split(" ")).filter(w -> !w.isEmpty()).forEach(words::add);
    words.addAll(List.of(SharedImages.BUSYBOX, "/bin/true"));
    List<String> plan = davit.run(join(List.of("explain"), words)).lines();

    Path traces = Workspace.directory("trace");
    List<String> line = new ArrayList<>();
    line.addAll(
        List.of("strace", "-ff", "-qq", "-s", "65536", "-o", traces.resolve("t").toString()));
    line.addAll(davit.line(join(List.of("run", "--rm"), words)));
    Tool.attempt(line, Map.of(), null, Tool.DEADLINE).expect(0);

    Path supervisor = supervisor(traces);
    List<String> supervised = calls(supervisor);
    supervised = supervised.subList(lastExec(supervised) + 1, supervised.size());
    List<String> made = calls(initOf(supervisor));
    int init = indexOf(plan, "# ", "report the number of init");
    int failure = indexOf(plan, "# ", "on failure");
    int start = indexOf(plan, "# ", "close every descriptor");
    int initBegins = firstStepAfter(plan, init, "wait for init");
    assertEquals(List.of(), compare(plan.subList(start, initBegins), supervised), "supervisor");
    assertEquals(
        List.of(),
        compare(plan.subList(initBegins, failure), made.subList(0, lastExec(made) + 1)),
        "init");
    Workspace.delete(traces);
  }

  @Test
  void theComparisonSeesAMissingASurplusAndAWrongCall() {
    List<String> plan = List.of("# a", "chdir(\"/\")", "    mkdir(\"/x\", 0755)", "close(<fd>)");
    assertEquals(List.of(), compare(plan, List.of("chdir(\"/\")", "close(7)")));
    assertEquals(
        List.of(), compare(plan, List.of("chdir(\"/\")", "mkdir(\"/x\", 0755)", "close(7)")));
    assertEquals(1, compare(plan, List.of("chdir(\"/\")")).size());
    assertEquals(1, compare(plan, List.of("chdir(\"/\")", "close(7)", "close(8)")).size());
    assertTrue(compare(plan, List.of("chdir(\"/y\")", "close(7)")).size() > 0);
  }

  /** Differences between a plan and a trace; indented calls of the plan may be left out. */
  private static List<String> compare(List<String> plan, List<String> traced) {
    List<String> differences = new ArrayList<>();
    int at = 0;
    for (String line : plan) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      boolean optional = line.startsWith("    ");
      String printed = line.strip().replaceFirst(" = <[^>]*>$", "");
      if (at < traced.size() && matches(printed, traced.get(at))) {
        at++;
      } else if (!optional) {
        differences.add(
            "planned " + printed + ", traced " + (at < traced.size() ? traced.get(at) : "nothing"));
        return differences;
      }
    }
    if (at < traced.size()) {
      differences.add("not planned: " + traced.get(at));
    }
    return differences;
  }

  private static boolean matches(String planned, String call) {
    String printed = ID.matcher(planned).replaceAll("ID");
    String traced = ID.matcher(call).replaceAll("ID");
    StringBuilder pattern = new StringBuilder();
    Matcher placeholders = PLACEHOLDER.matcher(printed);
    int at = 0;
    while (placeholders.find()) {
      pattern.append(Pattern.quote(printed.substring(at, placeholders.start()))).append(".+");
      at = placeholders.end();
    }
    return Pattern.matches(pattern + Pattern.quote(printed.substring(at)), traced);
  }

  /** The traced calls of one process without their results. */
  private static List<String> calls(Path trace) throws IOException {
    return Files.readAllLines(trace, StandardCharsets.UTF_8).stream()
        .filter(l -> !l.startsWith("+++") && !l.startsWith("---"))
        .map(l -> RESULT.matcher(l).replaceFirst(")"))
        .toList();
  }

  /** The trace of the process that executed the generated program. */
  private static Path supervisor(Path traces) throws IOException {
    try (Stream<Path> all = Files.list(traces)) {
      return all.filter(
              t -> HostSnapshot.lines(t).stream().anyMatch(PlanTraceTest::namesSupervisor))
          .findFirst()
          .orElseThrow(() -> new AssertionError("nobody executed the generated program"));
    }
  }

  private static boolean namesSupervisor(String line) {
    return line.startsWith("prctl(PR_SET_NAME, \"davit\"");
  }

  private static Path initOf(Path supervisor) {
    String pid =
        HostSnapshot.lines(supervisor).stream()
            .filter(l -> l.startsWith("clone3("))
            .map(l -> l.substring(l.lastIndexOf(' ') + 1))
            .findFirst()
            .orElseThrow();
    return supervisor.resolveSibling("t." + pid);
  }

  private static int lastExec(List<String> calls) {
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).startsWith("execve(")) {
        return i;
      }
    }
    throw new AssertionError("init executed nothing: " + calls);
  }

  private static int indexOf(List<String> plan, String prefix, String text) {
    for (int i = 0; i < plan.size(); i++) {
      if (plan.get(i).startsWith(prefix) && plan.get(i).contains(text)) {
        return i;
      }
    }
    throw new AssertionError("the plan has no step \"" + text + "\":\n" + String.join("\n", plan));
  }

  private static int firstStepAfter(List<String> plan, int from, String lastOfSupervisor) {
    int i = indexOf(plan, "# ", lastOfSupervisor) + 1;
    while (!plan.get(i).startsWith("# ")) {
      i++;
    }
    assertTrue(i > from);
    return i;
  }

  private static String[] join(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toArray(String[]::new);
  }
}
