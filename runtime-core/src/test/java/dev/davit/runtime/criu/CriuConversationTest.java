package dev.davit.runtime.criu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.socket.DescriptorMessage;
import dev.davit.linux.socket.SocketPair;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CriuConversationTest {

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /** Checked by hand against the encoding's documentation. */
  @Test
  void writesNumbersTextsAndMessagesAsProtocolBuffersDo() {
    byte[] request =
        new CriuRequest(CriuRequest.Kind.DUMP)
            .tree(300)
            .flag(CriuRequest.Flag.LEAVE_RUNNING)
            .cgroupRoot("", "/a")
            .toBytes();
    // type 1; options: pid 300, leave_running, cg_root { ctrl "", path "/a" }
    assertArrayEquals(hex("08 01  12 0e  10 ac02  18 01  ca01 06 0a 00 12 02 2f61"), request);
  }

  @Test
  void passesOverWhatItDoesNotKnow() {
    // the answer of criu 3.17.1 to a question for its version, and a field of each other kind
    CriuAnswer answer =
        CriuAnswer.parse(
            hex("08 0a 10 01 52 06 08 03 10 11 20 01  a1 06 0000000000000000  a5 06 00000000"));
    assertTrue(answer.success());
    assertEquals(31701, answer.version());
    assertThrows(IllegalArgumentException.class, () -> CriuAnswer.parse(hex("52 7f 00")));
    assertThrows(IllegalArgumentException.class, () -> CriuAnswer.parse(hex("08 ff")));
    assertThrows(IllegalArgumentException.class, () -> CriuAnswer.parse(hex("0b")));
  }

  /** Answers lie in the socket before they are asked for, as packets of criu's side. */
  private static List<String> stages(SocketPair pair, boolean refuse, String... answers)
      throws Exception {
    List<String> stages = new ArrayList<>();
    for (String answer : answers) {
      DescriptorMessage.send(pair.second(), hex(answer), List.of());
    }
    int pid =
        new CriuConversation(pair.first())
            .request(
                new CriuRequest(CriuRequest.Kind.RESTORE),
                (stage, its, descriptors) -> {
                  stages.add(stage + " " + its);
                  if (refuse) {
                    throw new IllegalStateException("refused");
                  }
                });
    stages.add("restored " + pid);
    return stages;
  }

  /** type NOTIFY, success, notify { script "ab", pid 7 }. */
  private static final String STAGE = "08 06 10 01 2a 06 0a 02 6162 10 07";

  @Test
  void tellsOfStagesAndGivesTheProcess() throws Exception {
    try (SocketPair pair = SocketPair.packets()) {
      assertEquals(
          List.of("ab 7", "restored 9"), stages(pair, false, STAGE, "08 02 10 01 22 02 08 09"));
      DescriptorMessage.receive(pair.second(), 1000).close();
      try (DescriptorMessage reply = DescriptorMessage.receive(pair.second(), 1000)) {
        assertArrayEquals(hex("08 06 18 01"), reply.data());
      }
    }
  }

  @Test
  void letsCriuGiveUpWhereAListenerThrows() throws Exception {
    try (SocketPair pair = SocketPair.packets()) {
      assertThrows(
          IllegalStateException.class, () -> stages(pair, true, STAGE, "08 02 10 00 38 01"));
      DescriptorMessage.receive(pair.second(), 1000).close();
      try (DescriptorMessage reply = DescriptorMessage.receive(pair.second(), 1000)) {
        assertArrayEquals(hex("08 06 18 00"), reply.data());
      }
    }
  }

  @Test
  void tellsWhyItFailed() throws Exception {
    try (SocketPair pair = SocketPair.packets()) {
      // success false, cr_errno 2, cr_errmsg "no"
      CriuFailure failure =
          assertThrows(
              CriuFailure.class, () -> stages(pair, false, "08 02 10 00 38 02 4a 02 6e6f"));
      assertEquals("no", failure.getMessage());
    }
    try (SocketPair pair = SocketPair.packets()) {
      pair.second().close();
      assertFalse(assertThrows(CriuFailure.class, () -> stages(pair, false)).getMessage() == null);
    }
  }
}
