package dev.davit.runtime.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.runtime.cgroup.CgroupPath;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

  private static final ContainerId ID = new ContainerId("web-1");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final ProcessIdentity SELF =
      ProcessIdentity.of((int) ProcessHandle.current().pid()).orElseThrow();
  private static final ProcessIdentity GONE = new ProcessIdentity(SELF.pid(), 1);

  @TempDir private Path root;
  private StateDirectory states;

  @BeforeEach
  void open() {
    states = StateDirectory.open(root, StateDirectory.Durability.DISK);
  }

  private static ContainerDescription description(ContainerId id) {
    return ContainerDescription.of(id, NOW, List.of("sh", "-c", "echo \"ä\""))
        .withBundle(Path.of("/b u/ndle"))
        .withImage("debian:12")
        .withCgroup(new CgroupPath("/davit/web-1"))
        .withLabels(Map.of("a", "1"))
        .withAnnotations(Map.of("org.x", "<y>"));
  }

  private static ContainerState.Creating creating(ContainerId id) {
    return new ContainerState.Creating(description(id), SELF);
  }

  private static ContainerState.Running running(ProcessIdentity init) {
    return new ContainerState.Running(description(ID), init, Optional.of(GONE), NOW);
  }

  @Test
  void givesBackEveryStateAsItWasWritten() {
    ContainerDescription d = description(ID);
    List<ContainerState> all =
        List.of(
            new ContainerState.Creating(d, SELF),
            new ContainerState.Creating(d, SELF).withInit(GONE),
            new ContainerState.Created(d, SELF),
            new ContainerState.Running(d, SELF, Optional.of(GONE), NOW),
            new ContainerState.Running(d, SELF, Optional.empty(), NOW),
            new ContainerState.Stopped(d, NOW, Optional.empty(), false),
            new ContainerState.Stopped(d, NOW, Optional.of(new ExitStatus.Exited(3)), false),
            new ContainerState.Stopped(
                d, NOW, Optional.of(new ExitStatus.Signaled(9, false)), true));
    for (ContainerState state : all) {
      assertEquals(state, StateJson.read(StateJson.write(state)));
    }
  }

  @Test
  void refusesANameThatIsTaken() {
    states.create(creating(ID));
    StateException e = assertThrows(StateException.class, () -> states.create(creating(ID)));
    assertEquals(StateException.Kind.ALREADY_EXISTS, e.kind());
    assertEquals(
        "container web-1: already exists: remove it first, or use another name ("
            + root.resolve("containers/web-1")
            + ")",
        e.getMessage());
  }

  @Test
  void givesANameToOneOfManyThatWantIt() {
    AtomicInteger winners = new AtomicInteger();
    IntStream.range(0, 32)
        .parallel()
        .forEach(
            i -> {
              try {
                states.create(creating(ID));
                winners.incrementAndGet();
              } catch (StateException e) {
                assertEquals(StateException.Kind.ALREADY_EXISTS, e.kind());
              }
            });
    assertEquals(1, winners.get());
  }

  /** Its file is a pipe, which another one has replaced before the reader sees its end. */
  private void says(ContainerState first, ContainerState then) throws Exception {
    Path file = root.resolve("containers/" + ID + "/state.json");
    Path next = Files.writeString(root.resolve("next"), StateJson.write(then));
    Files.delete(file);
    assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream pipe = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
                pipe.write(StateJson.write(first).getBytes(StandardCharsets.UTF_8));
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.setDaemon(true);
    writer.start();
  }

  @Test
  void takesNoContainerForLeftWhoseMakerHasJustMadeItAndEnded() throws Exception {
    states.create(creating(ID));
    ContainerState left = new ContainerState.Creating(description(ID), GONE);
    ContainerState made = new ContainerState.Created(description(ID), SELF);
    says(left, made);
    assertEquals(made, states.observe(ID));
    says(left, made);
    assertEquals(List.of(), states.interrupted());
    says(left, left);
    assertInstanceOf(ContainerState.Stopped.class, states.observe(ID));
    says(left, left);
    assertEquals(List.of(ID), states.interrupted());
  }

  @Test
  void leavesNoOtherFileThanTheState() throws IOException {
    states.create(creating(ID));
    states.update(running(SELF));
    try (Stream<Path> files = Files.list(states.directory(ID))) {
      assertEquals(List.of(states.directory(ID).resolve("state.json")), files.toList());
    }
  }

  @Test
  void refusesAStateThatCannotFollow() {
    states.create(creating(ID));
    states.update(running(SELF));
    StateException e = assertThrows(StateException.class, () -> states.update(running(SELF)));
    assertEquals("container web-1: cannot become running: it is running", e.getMessage());
    assertEquals(running(SELF), states.read(ID));
  }

  @Test
  void saysWhichContainerIsNotThere() {
    StateException e = assertThrows(StateException.class, () -> states.read(ID));
    assertEquals(StateException.Kind.NOT_FOUND, e.kind());
    assertEquals("container web-1: not found below " + root.resolve("containers"), e.getMessage());
  }

  @Test
  void listsTheOthersWhenOneIsDamaged() throws IOException {
    states.create(creating(new ContainerId("a")));
    states.create(creating(new ContainerId("b")));
    states.create(creating(new ContainerId("c")));
    Files.writeString(states.directory(new ContainerId("b")).resolve("state.json"), "{\"id\":");
    Files.createDirectory(root.resolve("containers/d"));
    Files.createDirectory(root.resolve("containers/.removed-x-1-1"));
    List<StateEntry> entries = states.list();
    assertEquals(
        List.of("a", "b", "c", "d"), entries.stream().map(entry -> entry.id().value()).toList());
    assertInstanceOf(StateEntry.Known.class, entries.get(0));
    assertInstanceOf(StateEntry.Unreadable.class, entries.get(1));
    assertInstanceOf(StateEntry.Known.class, entries.get(2));
    StateEntry.Unreadable halfMade = assertInstanceOf(StateEntry.Unreadable.class, entries.get(3));
    assertEquals(
        root.resolve("containers/d/state.json")
            + ": missing: its container was not made completely",
        halfMade.problem());
  }

  @Test
  void refusesTheStateOfAnotherContainer() throws IOException {
    states.create(creating(ID));
    Path other = Files.createDirectory(root.resolve("containers/other"));
    Files.copy(states.directory(ID).resolve("state.json"), other.resolve("state.json"));
    StateException e =
        assertThrows(StateException.class, () -> states.read(new ContainerId("other")));
    assertEquals(StateException.Kind.CORRUPT, e.kind());
  }

  @Test
  void seesThatAContainerHasStoppedWhoseProcessIsGone() throws IOException {
    states.create(creating(ID));
    states.update(running(GONE));
    ContainerState.Stopped unseen =
        assertInstanceOf(ContainerState.Stopped.class, states.observe(ID));
    assertTrue(unseen.exit().isEmpty());
    ByteBuffer record = ByteBuffer.allocate(ExitRecord.SIZE).order(ByteOrder.nativeOrder());
    record.putInt(0, 17).putInt(8, 2).putInt(24, 15).putLong(ExitRecord.TIMESPEC_OFFSET, 5);
    Files.write(states.exitFile(ID), record.array());
    ContainerState.Stopped stopped =
        assertInstanceOf(ContainerState.Stopped.class, states.observe(ID));
    assertEquals(Optional.of(new ExitStatus.Signaled(15, false)), stopped.exit());
    assertEquals(Instant.ofEpochSecond(5), stopped.finished());
  }

  @Test
  void waitsForASupervisorThatIsAboutToRecordTheExit() {
    states.create(creating(ID));
    ContainerState.Running running =
        new ContainerState.Running(description(ID), GONE, Optional.of(SELF), NOW);
    states.update(running);
    assertEquals(running, states.observe(ID));
  }

  @Test
  void seesThatNobodyWillFinishAContainerWhoseMakerIsGone() {
    states.create(new ContainerState.Creating(description(ID), GONE));
    assertInstanceOf(ContainerState.Stopped.class, states.observe(ID));
  }

  @Test
  void removesEverythingAndFollowsNoLink() throws IOException {
    states.create(creating(ID));
    Path outside = Files.createDirectory(root.resolve("outside"));
    Files.writeString(outside.resolve("file"), "x");
    Files.createSymbolicLink(states.directory(ID).resolve("link"), outside);
    states.remove(ID);
    states.remove(ID);
    assertTrue(Files.exists(outside.resolve("file")));
    try (Stream<Path> files = Files.list(root.resolve("containers"))) {
      assertEquals(List.of(), files.toList());
    }
    states.create(creating(ID));
  }

  @Test
  void sweepsWhatAnInterruptedRemovalLeft() throws IOException {
    Path left = Files.createDirectory(root.resolve("containers/.removed-x-1-1"));
    Files.writeString(left.resolve("state.json"), "");
    states.create(creating(ID));
    states.remove(new ContainerId("x"));
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(states.directory(ID)));
  }
}
