package dev.davit.ocicommand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.runtime.cgroup.CgroupException;
import org.junit.jupiter.api.Test;

class PeerWordsTest {

  @Test
  void saysWhichLimitIsBelowTheUsage() {
    String why = ": 1: the cgroup uses 2 bytes, and checkBeforeUpdate is set";
    String limit = "linux.resources.memory.limit" + why;
    assertEquals("rejecting memory limit: " + limit, PeerWords.of(CgroupException.of(limit)));
    String swap = "linux.resources.memory.swap" + why;
    assertEquals("rejecting memory+swap limit: " + swap, PeerWords.of(CgroupException.of(swap)));
  }
}
