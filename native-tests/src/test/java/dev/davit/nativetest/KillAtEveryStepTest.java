package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.engine.ContainerInfo;
import dev.davit.engine.Davit;
import dev.davit.image.Damage;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.StateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever creates, starts, executes in or deletes a container may be killed at any step: what is
 * left is removed by {@code davit-oci delete --force}, or by {@code davit check --repair} and
 * {@code davit rm --force}, and then nothing is left at all.
 *
 * <p>A few steps of each life by default; each of them with {@code -Ddavit.kills.all=true}.
 */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
@OnOneJava
class KillAtEveryStepTest {

  private static final int SAMPLES = 4;

  private final List<String> problems = new ArrayList<>();
  private final Path place = Workspace.directory("killed");

  /** Lives until a step and clears away; true if the life was over before that step. */
  @FunctionalInterface
  private interface Life {
    int until(int step) throws Exception;
  }

  private void killAtEveryStep(Life life) throws Exception {
    int steps = life.until(KilledLife.NEVER);
    assertTrue(steps > 50, "only " + steps + " steps");
    boolean all = Boolean.getBoolean("davit.kills.all");
    // evenly from the first to the last
    for (int i = 0; i < (all ? steps : SAMPLES); i++) {
      life.until(all ? i + 1 : 1 + (steps - 1) * i / (SAMPLES - 1));
    }
    assertEquals(List.of(), problems);
    System.out.println("killed at " + (all ? "each of " : SAMPLES + " of ") + steps + " steps");
  }

  private void judge(int step, HostSnapshot before) {
    for (String leak : LeakCheck.leaks(before)) {
      problems.add("step " + step + ": left " + leak);
    }
  }

  private static List<Path> files(Path directory) throws Exception {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }

  @Test
  void aKilledOciCommandLeavesNothingThatDeleteDoesNotRemove() throws Exception {
    Path bundle = Files.createDirectory(place.resolve("bundle"));
    OciCommand.fresh().run("spec", "--bundle", bundle.toString());
    JsonObject config =
        JsonParser.parseString(Files.readString(bundle.resolve("config.json"))).getAsJsonObject();
    JsonObject process = config.getAsJsonObject("process");
    process.addProperty("terminal", false);
    process.add("args", JsonParser.parseString("[\"sleep\",\"1000\"]"));
    config.getAsJsonObject("root").addProperty("path", RuncBundle.rootfs().toString());
    config
        .getAsJsonObject("linux")
        .addProperty("cgroupsPath", DavitCommand.CGROUP_PARENT + "/killed");
    Files.writeString(bundle.resolve("config.json"), config.toString());
    HostSnapshot before = HostSnapshot.take();
    killAtEveryStep(
        step -> {
          Path state = place.resolve("state-" + step);
          int steps =
              KilledLife.until(
                  step, place, List.of("oci", state.toString(), bundle.toString(), "killed"));
          delete(state, new ContainerId("killed"));
          judge(step, before);
          for (Path left : files(state.resolve("containers"))) {
            problems.add("step " + step + ": left " + left);
          }
          Workspace.delete(state);
          return steps;
        });
  }

  /** What {@code davit-oci delete --force} does. */
  private static void delete(Path state, ContainerId id) {
    try (Runtime runtime = Runtime.open(state)) {
      runtime.delete(id, true);
    } catch (StateException e) {
      if (e.kind() != StateException.Kind.NOT_FOUND) {
        throw e;
      }
    }
  }

  @Test
  void aKilledProgramLeavesNothingThatCheckAndRemoveDoNotTakeAway() throws Exception {
    Path root = place.resolve("root");
    Path state = place.resolve("state");
    Path tar = Files.write(place.resolve("tar"), BusyboxRootfs.tar());
    try (Davit davit = Davit.at(root, state)) {
      davit.images().importTar(tar, SharedImages.BUSYBOX);
    }
    HostSnapshot before = HostSnapshot.take();
    killAtEveryStep(
        step -> {
          int steps =
              KilledLife.until(
                  step,
                  place,
                  List.of("api", root.toString(), state.toString(), DavitCommand.CGROUP_PARENT));
          repair(step, root, state);
          judge(step, before);
          for (Path directory :
              List.of(
                  root.resolve("containers"),
                  state.resolve("containers"),
                  root.resolve("journal"))) {
            for (Path left : files(directory)) {
              problems.add("step " + step + ": left " + left);
            }
          }
          return steps;
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "create"})
  void aContainerWithoutACgroupIsFoundWhereItsSupervisorWasKilledToo(String how) throws Exception {
    Path config =
        Files.writeString(
            place.resolve("config.json"), BareRuns.config("exec sleep 1000").toString());
    HostSnapshot before = HostSnapshot.take();
    Path state = place.resolve("state-" + how);
    List<String> life =
        List.of(how, state.toString(), config.toString(), RuncBundle.rootfs().toString());
    int steps = KilledLife.until(KilledLife.NEVER, place, life);
    Set<Integer> unfinished = new TreeSet<>();
    boolean all = Boolean.getBoolean("davit.kills.all");
    int first = all ? steps : 1; // otherwise the last step before it is recorded is searched for
    for (int step = 1; step < first; step++) {
      unfinishedAt(step, life, state, before, unfinished);
    }
    for (int end = steps; end - first > 1; ) {
      int step = (first + end) / 2;
      if (unfinishedAt(step, life, state, before, unfinished)) {
        first = step;
      } else {
        end = step;
      }
    }
    assertEquals(List.of(), problems);
    assertFalse(unfinished.isEmpty(), "none of " + steps + " steps left an init without a record");
  }

  /**
   * Kills at a step, and the supervisor too.
   *
   * @param unfinished gets the step if a process was left then
   * @return whether the container was not recorded as made by then
   */
  private boolean unfinishedAt(
      int step, List<String> life, Path state, HostSnapshot before, Set<Integer> unfinished)
      throws Exception {
    KilledLife.until(step, place, life);
    if (life.contains("start")) {
      OurProcesses.killSupervisors();
    }
    ContainerId id = new ContainerId("killed");
    boolean made = false;
    if (Files.isDirectory(state)) {
      try (Runtime runtime = Runtime.open(state)) {
        made = runtime.containers().stream().anyMatch(known -> known.process().isPresent());
      }
      if (!made && !OurProcesses.list().isEmpty()) {
        unfinished.add(step);
      }
      delete(state, id);
    }
    judge(step, before);
    return !made;
  }

  private void repair(int step, Path root, Path state) throws Exception {
    for (Path directory : files(root.resolve("containers"))) {
      // what has no record is a start that goes on, or was killed: that depends on its age
      Files.setLastModifiedTime(
          directory, FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
    }
    try (Davit davit = Davit.at(root, state)) {
      for (Damage damage : davit.check(true)) {
        if (!damage.mended()) {
          problems.add("step " + step + ": not mended: " + damage);
        }
      }
      for (ContainerInfo container : davit.containers()) {
        davit.remove(container.id(), true);
      }
      assertEquals(List.of(), davit.check(false), "step " + step);
    }
  }
}
