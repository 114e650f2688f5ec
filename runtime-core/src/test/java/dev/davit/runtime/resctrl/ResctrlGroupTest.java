package dev.davit.runtime.resctrl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.IntelRdt;
import dev.davit.runtime.StepException;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a directory that looks like resctrl: few machines that run tests have the real one. */
class ResctrlGroupTest {

  private static final ContainerId WEB = new ContainerId("web");

  @TempDir Path root;
  private final List<String> written = new ArrayList<>();

  @BeforeEach
  void offerAClass() throws IOException {
    make(root.resolve("gold"));
    Files.writeString(root.resolve("gold/schemata"), "    MB:0= 100\nL3:0=00f;1=7f0\n");
  }

  /** What the kernel puts into a directory that is made there. */
  private static void make(Path group) throws IOException {
    Files.createDirectory(group);
    Files.writeString(group.resolve("schemata"), "");
    Files.writeString(group.resolve("tasks"), "");
    if (!group.getParent().endsWith("mon_groups")) {
      Files.createDirectory(group.resolve("mon_groups"));
    }
  }

  private ResctrlGroup group(
      String closId, List<String> schemata, String l3, String mb, boolean monitored) {
    IntelRdt rdt =
        new IntelRdt(
            Optional.ofNullable(closId),
            schemata,
            Optional.ofNullable(l3),
            Optional.ofNullable(mb),
            monitored,
            Map.of());
    return new ResctrlGroup(
        root,
        rdt,
        WEB,
        ResctrlGroupTest::make,
        (file, text) -> written.add(root.relativize(file) + " " + text));
  }

  @Test
  void entersAClassThatIsThere() {
    ResctrlGroup group = group("gold", List.of(), null, null, false);
    group.make();
    group.enter(7);
    group.remove();
    assertEquals(List.of("gold/tasks 7"), written);
    assertTrue(Files.exists(root.resolve("gold")));
  }

  @Test
  void entersAClassThatIsThereWithTheLimitsAskedFor() {
    group("gold", List.of("L3:0=F"), null, "MB:0=100", false).make();
    assertEquals(List.of(), written);
    StepException e =
        assertThrows(
            StepException.class,
            () -> group("gold", List.of("L3:0=f;1=1f"), null, null, false).make());
    assertTrue(
        e.getMessage().endsWith("with another limit: L3:1 is 7f0 and not 1f"), e.getMessage());
  }

  @Test
  void refusesAClassThatIsNotThere() {
    StepException e =
        assertThrows(
            StepException.class, () -> group("silver", List.of(), null, null, false).make());
    assertTrue(e.getMessage().contains("silver is not there"), e.getMessage());
  }

  @Test
  void makesAClassOfItsOwnAndRemovesIt() throws IOException {
    ResctrlGroup group = group(null, List.of("L2:0=f"), "L3:0=3\nMB:0=10", "MB:0=20", true);
    group.make();
    group.enter(7);
    assertEquals(
        List.of(
            "web/schemata L3:0=3\n",
            "web/schemata MB:0=20\n",
            "web/schemata L2:0=f\n",
            "web/tasks 7",
            "web/mon_groups/web/tasks 7"),
        written);
    for (String file : List.of("mon_groups/web/schemata", "mon_groups/web/tasks")) {
      Files.delete(root.resolve("web").resolve(file));
    }
    // with what is in it, as the kernel does
    Files.delete(root.resolve("web/schemata"));
    Files.delete(root.resolve("web/tasks"));
    Files.delete(root.resolve("web/mon_groups/web"));
    Files.delete(root.resolve("web/mon_groups"));
    group.remove();
    assertFalse(Files.exists(root.resolve("web")));
  }

  @Test
  void takesBackWhatItMadeWhenALimitIsRefused() {
    ResctrlGroup group =
        new ResctrlGroup(
            root,
            new IntelRdt(
                Optional.empty(),
                List.of("L3:0=0"),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of()),
            WEB,
            Files::createDirectory,
            (file, text) -> {
              throw StepException.of("intelRdt", "EINVAL");
            });
    assertThrows(StepException.class, group::make);
    assertFalse(Files.exists(root.resolve("web")));
  }

  @Test
  void changesTheLimitsOfAClass() {
    group("gold", List.of(), "L3:0=3", "MB:0=20", false).change();
    assertEquals(List.of("gold/schemata L3:0=3\n", "gold/schemata MB:0=20\n"), written);
  }

  @Test
  void keepsWhatAChangeDoesNotName() {
    IntelRdt first =
        ResctrlGroup.changed(Optional.empty(), Optional.of("L3:0=f"), Optional.of("MB:0=70"));
    IntelRdt second =
        ResctrlGroup.changed(Optional.of(first), Optional.empty(), Optional.of("MB:0=20"));
    assertEquals(Optional.of("L3:0=f"), second.l3CacheSchema());
    assertEquals(Optional.of("MB:0=20"), second.memBwSchema());
    assertTrue(second.closID().isEmpty());
  }
}
