package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs generated configurations under runc and here, and compares what a program inside sees. Each
 * difference is one of {@link WantedDifference}, or an error.
 *
 * <p>{@code -Ddavit.comparison=N} compares N configurations, 240 by habit; without it a few.
 */
@Needs({Need.ROOT, Need.BUSYBOX, Need.RUNC})
@OnOneJava
class PeerComparisonTest {

  private static final int COUNT = Integer.getInteger("davit.comparison", 12);

  private static Path directory;
  private static Path rootfs;
  private static Path source;
  private static String base;

  @BeforeAll
  static void makeBundle() throws IOException {
    directory = Workspace.directory("comparison");
    rootfs = BusyboxRootfs.create(directory.resolve("rootfs"));
    for (String name : List.of("proc", "sys", "dev", "bind1", "bind2", "bind3")) {
      Files.createDirectories(rootfs.resolve(name));
    }
    for (int i = 1; i <= 3; i++) {
      Files.createDirectories(rootfs.resolve("mnt" + i));
      Files.createFile(rootfs.resolve("file" + i));
    }
    source = Files.createDirectories(directory.resolve("source"));
    Files.createDirectory(source.resolve("directory"));
    Files.writeString(source.resolve("file"), "content\n");
    Tool.run("runc", "spec", "--bundle", directory.toString());
    base = Files.readString(directory.resolve("config.json"));
  }

  @AfterAll
  static void removeBundle() {
    Workspace.delete(directory);
  }

  private static JsonObject config(int seed) {
    JsonObject config = GeneratedConfig.of(seed, base, source);
    JsonArray args = new JsonArray();
    List.of("/bin/sh", "-c", ContainerView.SCRIPT).forEach(args::add);
    config.getAsJsonObject("process").add("args", args);
    config.getAsJsonObject("root").addProperty("path", rootfs.toString());
    config
        .getAsJsonObject("linux")
        .addProperty("cgroupsPath", DavitCommand.CGROUP_PARENT + "/comparison" + seed);
    return config;
  }

  @Test
  void showsAProgramWhatRuncShowsIt() throws Exception {
    Map<String, List<String>> unexpected = new TreeMap<>();
    Map<WantedDifference, Integer> seen = new TreeMap<>();
    try (Runtime runtime = Runtime.open(directory.resolve("state"))) {
      for (int seed = 0; seed < COUNT; seed++) {
        String name = Integer.toString(seed);
        JsonObject config = config(seed);
        ContainerView theirs = ContainerView.of(underRunc(config, seed));
        ContainerView ours = ContainerView.of(here(runtime, config, seed));
        assertEquals(theirs.sections().keySet(), ours.sections().keySet(), "seed " + seed);
        for (String difference : theirs.differences(ours)) {
          WantedDifference.of(difference)
              .ifPresentOrElse(
                  wanted -> seen.merge(wanted, 1, Integer::sum),
                  () -> unexpected.computeIfAbsent(difference, key -> new ArrayList<>()).add(name));
        }
      }
    }
    assertEquals("", report(unexpected));
    assertTrue(
        COUNT < 12 || seen.size() == WantedDifference.values().length,
        "of the wanted differences only these were seen: " + seen.keySet());
  }

  private static String report(Map<String, List<String>> unexpected) {
    StringBuilder report = new StringBuilder();
    unexpected.forEach(
        (difference, seeds) ->
            report.append(difference).append("   in ").append(seeds).append('\n'));
    return report.toString();
  }

  private static String underRunc(JsonObject config, int seed) throws IOException {
    Files.writeString(directory.resolve("config.json"), config.toString());
    List<String> line =
        List.of(
            "runc",
            "--root",
            directory.resolve("runc").toString(),
            "run",
            "--bundle",
            directory.toString(),
            "comparison" + seed);
    return Tool.attempt(line, Map.of(), null, Tool.DEADLINE).expect(0).out();
  }

  private static String here(Runtime runtime, JsonObject config, int seed) throws Exception {
    ContainerRequest request =
        ContainerRequest.of(
                new ContainerId("comparison" + seed),
                Spec.parse(config.toString()),
                new RootSource.Directory(rootfs),
                Stdio.pipes())
            .withBundle(directory);
    Container container = runtime.start(request);
    try {
      container.stdin().close();
      String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(container.stderr().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, container.waitFor().code(), err);
      return out;
    } finally {
      container.delete();
    }
  }
}
