package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where no cgroup hierarchy is mounted, a container without limits runs, and a limit is refused.
 */
@Needs({Need.ROOT, Need.BUSYBOX, Need.UNSHARE})
class NoControllerTest {
  private static final Path ROOTFS = BusyboxRootfs.create(Workspace.directory("no-controller"));

  @Test
  void runsWithoutALimit() {
    assertEquals("fine", davit("echo", "fine").expect(0).line());
  }

  @Test
  void refusesEachLimitByItsName() {
    Tool.Result result = davit("--memory", "64m", "--cpus", "0.5", "--pids", "9", "true");
    assertEquals(125, result.exit(), result::toString);
    for (String controller : List.of("memory", "cpu", "pids")) {
      assertTrue(
          result.err().contains("controller " + controller + " is not on this machine"),
          result::toString);
    }
  }

  /** In a mount namespace of its own, which loses its hierarchies. */
  private static Tool.Result davit(String... arguments) {
    List<String> options =
        Stream.of(arguments).takeWhile(a -> !a.equals("echo") && !a.equals("true")).toList();
    List<String> program = List.of(arguments).subList(options.size(), arguments.length);
    Stream<String> words =
        Stream.of(
                Stream.of("run", "--rm", "--net", "none"),
                options.stream(),
                Stream.of("--rootfs", ROOTFS.toString()),
                program.stream())
            .flatMap(s -> s);
    List<String> line =
        Stream.concat(
                Stream.of(
                    "unshare",
                    "--mount",
                    "--propagation",
                    "private",
                    "sh",
                    "-c",
                    "umount --recursive /sys/fs/cgroup && exec \"$@\"",
                    "sh"),
                DavitCommand.fresh().line(words.toArray(String[]::new)).stream())
            .toList();
    return Tool.attempt(line, Map.of(), null, Tool.DEADLINE);
  }
}
