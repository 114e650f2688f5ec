package dev.davit.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShownIdsTest {

  private static final Linux LINUX =
      Linux.empty()
          .withUidMappings(List.of(IdMapping.of(0, 0, 1), IdMapping.of(1, 2, 1000)))
          .withGidMappings(List.of(IdMapping.of(0, 5000, 10)));

  @Test
  void readsRangesOfBoth() {
    assertEquals(
        new MountIds(
            List.of(IdMapping.of(0, 1, 10), IdMapping.of(10, 11, 10)),
            List.of(IdMapping.of(0, 100, 10)),
            true),
        ShownIds.parse("uids=0-1-10#10-11-10;gids=0-100-10", Linux.empty(), true));
  }

  /** crun(1), "idmap mount options". */
  @Test
  void readsIdsOfTheContainerBehindAnAt() {
    assertEquals(
        new MountIds(List.of(IdMapping.of(1, 4, 10)), List.of(IdMapping.of(0, 5001, 9)), false),
        ShownIds.parse("gids=@0-1-9;uids=@1-3-10", LINUX, false));
  }

  @Test
  void saysWhatIsNoMapping() {
    refused("", "wanted is uids=ID-ID-COUNT;gids=ID-ID-COUNT");
    refused("uids=0-1-10", "needs mappings of user and group ids");
    refused("uids=0-1;gids=0-1-1", "\"0-1\": no range of ids");
    refused("uids=0-1-1#;gids=0-1-1", "\"\": no range of ids");
    refused("uids=@0-5000-1;gids=0-1-1", "no such id in the user namespace");
    assertEquals(
        "\"@0-1-1\": relative to a user namespace, and there are no mappings of one",
        assertThrows(
                IllegalArgumentException.class,
                () -> ShownIds.parse("uids=@0-1-1;gids=0-1-1", Linux.empty(), false))
            .getMessage());
  }

  private static void refused(String text, String why) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ShownIds.parse(text, LINUX, false))
            .getMessage();
    assertTrue(message.contains(why), message);
  }
}
