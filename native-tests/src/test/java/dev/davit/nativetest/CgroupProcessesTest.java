package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Fd;
import dev.davit.linux.mount.FilesystemStat;
import dev.davit.linux.mount.Mounts;
import dev.davit.oci.runtime.Cpu;
import dev.davit.oci.runtime.Pids;
import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupException;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** All processes of a cgroup are killed, frozen, waited for and counted together. */
@Needs({Need.ROOT, Need.CGROUP2})
class CgroupProcessesTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  /** Where controllers are on v1, others make and remove a parent there only. */
  @Test
  void removesAParentWithTheLastInItWhereNobodyElseKnowsOfIt() {
    CgroupLayout layout = TestCgroup.layout();
    CgroupPath parent = CgroupPath.ROOT.child(Workspace.NAME + "-unseen");
    Path unified = layout.unified().orElseThrow().directory(parent);
    Cgroup first = Cgroup.create(layout, parent.child("one"), Resources.empty());
    Cgroup second = Cgroup.create(layout, parent.child("two"), Resources.empty());
    first.remove();
    assertTrue(Files.isDirectory(unified.resolve("two")));
    second.remove();
    boolean unseen = layout.kind() == CgroupLayout.Kind.HYBRID;
    assertEquals(unseen, !Files.isDirectory(unified));
    Cgroup.open(layout, parent).remove();
  }

  @Test
  void killsAForkStorm() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(Resources.empty().withPids(Pids.of(200)))) {
      test.start(
          "for i in $(seq 40); do sh -c 'while :; do /bin/true; done' & done 2>/dev/null; wait");
      awaitMembers(test, 41);
      test.cgroup.kill();
      assertTrue(test.cgroup.awaitEmpty(LONG));
      assertEquals(List.of(), test.cgroup.processes());
    }
  }

  @Test
  void freezesAndThaws() throws InterruptedException, IOException {
    Path counter = Workspace.directory("freeze").resolve("counter");
    try (TestCgroup test = new TestCgroup(Resources.empty())) {
      test.start("i=0; while :; do i=$((i+1)); echo $i > " + counter + "; done");
      while (!Files.exists(counter)) {
        Thread.sleep(5);
      }
      assertTrue(test.cgroup.freeze(LONG));
      String frozen = Files.readString(counter);
      Thread.sleep(100);
      assertEquals(frozen, Files.readString(counter));
      test.cgroup.thaw();
      long end = System.nanoTime() + LONG.toNanos();
      String thawed = Files.readString(counter);
      while (thawed.equals(frozen) && System.nanoTime() < end) {
        Thread.sleep(5);
        thawed = Files.readString(counter);
      }
      assertNotEquals(frozen, thawed);
    } finally {
      Workspace.delete(counter.getParent());
    }
  }

  @Test
  void killsWhatIsFrozen() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(Resources.empty())) {
      Process sleeper = test.start("echo here; exec sleep 100");
      awaitMembers(test, 1);
      assertTrue(test.cgroup.freeze(LONG));
      test.cgroup.kill();
      assertTrue(test.cgroup.awaitEmpty(LONG));
      assertTrue(sleeper.waitFor(LONG.toSeconds(), TimeUnit.SECONDS));
      assertEquals(128 + 9, sleeper.exitValue());
    }
  }

  @Test
  void wakesWhenTheLastProcessEnds() throws Exception {
    try (TestCgroup test = new TestCgroup(Resources.empty())) {
      test.start("sleep 100 & exec sleep 100");
      awaitMembers(test, 2);
      assertFalse(test.cgroup.awaitEmpty(Duration.ofMillis(50)));
      CompletableFuture<Boolean> empty =
          CompletableFuture.supplyAsync(() -> test.cgroup.awaitEmpty(LONG));
      Thread.sleep(50);
      assertFalse(empty.isDone());
      test.cgroup.kill();
      assertTrue(empty.get(LONG.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @Test
  void isRemovedRightAfterItsProcessesWereKilled() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      try (TestCgroup test = new TestCgroup(Resources.empty().withPids(Pids.of(50)))) {
        test.start("for i in 1 2 3 4 5; do sleep 100 & done; wait");
        awaitMembers(test, 3);
        test.cgroup.kill();
        test.cgroup.remove();
        assertFalse(Files.exists(test.cgroup.directory().orElseThrow()));
      }
    }
  }

  @Test
  void refusesToRemoveWhatIsInUse() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(Resources.empty())) {
      test.start("exec sleep 100");
      awaitMembers(test, 1);
      CgroupException e = assertThrows(CgroupException.class, test.cgroup::remove);
      assertEquals(
          test.cgroup.directory().orElseThrow()
              + ": rmdir: EBUSY (Device or resource busy): processes are in it",
          e.getMessage());
    }
  }

  @Test
  void handsOutDescriptorsOfRealCgroups() throws Exception {
    try (TestCgroup test = new TestCgroup(Resources.empty().withPids(Pids.of(50)))) {
      try (Fd directory = test.cgroup.directoryFd().orElseThrow()) {
        assertEquals(FilesystemStat.CGROUP2, Mounts.statfs(directory).type());
      }
      List<Fd> joins = test.cgroup.v1ProcsFds();
      for (Fd join : joins) {
        assertEquals(FilesystemStat.CGROUP, Mounts.statfs(join).type());
        join.close();
      }
      assertEquals(test.cgroup.v1Directories().size(), joins.size());
    }
  }

  /** Each removal takes the common parent away when it was the last, while others come. */
  @Test
  void isMadeAndRemovedByManyAtOnce() throws Exception {
    CgroupLayout layout = CgroupLayout.read();
    Resources resources =
        layout.kind() == CgroupLayout.Kind.HYBRID
            ? Resources.empty().withPids(Pids.of(9)).withCpu(Cpu.empty().withCpus("0"))
            : Resources.empty();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> done = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      CgroupPath path = CgroupPath.DAVIT.child(Workspace.NAME + "-many-" + thread);
      done.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 50; i++) {
                  Cgroup cgroup = Cgroup.create(layout, path, resources);
                  cgroup.v1ProcsFds().forEach(Fd::close);
                  cgroup.remove();
                }
              }));
    }
    threads.shutdown();
    for (Future<?> one : done) {
      one.get(120, TimeUnit.SECONDS);
    }
  }

  private static void awaitMembers(TestCgroup test, int count) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (test.cgroup.processes().size() < count && System.nanoTime() < end) {
      Thread.sleep(2);
    }
  }
}
