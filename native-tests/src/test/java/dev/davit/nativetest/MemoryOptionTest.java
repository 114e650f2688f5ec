package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** {@code davit run --memory} is one and the same for its user, whichever hierarchy limits. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
class MemoryOptionTest {
  private static final String TAKE_128M = "exec dd if=/dev/zero of=/dev/null bs=128M count=1";

  @Test
  void ends137AndSaysWhyWhenTheContainerTakesTwiceItsLimit() {
    Tool.Result result =
        SharedImages.busybox()
            .container(
                "--name", "greedy", "--memory", "64m", SharedImages.BUSYBOX, "sh", "-c", TAKE_128M);
    assertEquals(137, result.exit(), result::toString);
    assertEquals("", result.out());
    assertEquals(
        "davit: container greedy: killed by the kernel: out of memory: raise --memory or use less\n",
        result.err());
  }

  @Test
  void leavesAloneWhatStaysBelowItsLimit() {
    Tool.Result result =
        SharedImages.busybox()
            .container("--memory", "256m", SharedImages.BUSYBOX, "sh", "-c", TAKE_128M);
    assertEquals(0, result.exit(), result::toString);
  }
}
