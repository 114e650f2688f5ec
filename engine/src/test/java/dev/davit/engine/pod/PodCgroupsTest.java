package dev.davit.engine.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PodCgroupsTest {

  private static final String SLICE = "kubepods-burstable-pod1_2.slice";
  private static final String ABOVE = "/kubepods.slice/kubepods-burstable.slice/" + SLICE;

  @Test
  void aPodIsADirectoryBelowADirectory() {
    String pod = PodCgroups.place("/kubepods/burstable/pod1", "ab");
    assertEquals("/kubepods/burstable/pod1/ab", pod);
    assertEquals(pod, PodCgroups.place("/kubepods/burstable/pod1/", "ab"));
    assertEquals(pod + "/cd", PodCgroups.member(pod, "cd"));
    assertEquals(pod + "/cd", PodCgroups.memberPath(pod, "cd").value());
  }

  @Test
  void aPodIsASliceBelowASliceThatIsNamedAloneOrByItsPath() {
    String pod = PodCgroups.place(SLICE, "ab");
    assertEquals(ABOVE + "/kubepods-burstable-pod1_2-ab.slice", pod);
    assertEquals(pod, PodCgroups.place(ABOVE, "ab"));
    assertEquals("/ab.slice", PodCgroups.place("-.slice", "ab"));
  }

  @Test
  void aContainerIsAScopeInTheSliceOfItsPod() {
    String pod = PodCgroups.place(SLICE, "ab");
    assertEquals("kubepods-burstable-pod1_2-ab.slice:davit:cd", PodCgroups.member(pod, "cd"));
    assertEquals(pod + "/davit-cd.scope", PodCgroups.memberPath(pod, "cd").value());
  }

  @Test
  void refusesWhatNoCgroupCanBe() {
    for (String parent : new String[] {"/a/../b", "a--b.slice", "/x/-a.slice"}) {
      PodException e =
          assertThrows(PodException.class, () -> PodCgroups.place(parent, "ab"), parent);
      assertEquals(PodException.Reason.INVALID, e.reason());
      assertTrue(e.getMessage().startsWith("cgroupParent: "), e.getMessage());
    }
  }

  @Test
  void theDriverFollowsTheParent() {
    assertFalse(PodSettings.defaults().bySystemd());
    assertTrue(PodSettings.defaults().withCgroupParent("davit.slice").bySystemd());
  }
}
