package dev.davit.runtime.dbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

  private static final String TRANSIENT_UNIT = "ssa(sv)a(sa(sv))";

  private static final List<Object> UNIT =
      List.of(
          "web.scope",
          "fail",
          List.of(
              List.of("Delegate", new Variant("b", true)),
              List.of("MemoryMax", new Variant("t", 67108864L)),
              List.of("AllowedCPUs", new Variant("ay", new byte[] {3})),
              List.of("PIDs", new Variant("au", List.of(4711, 4712)))),
          List.of());

  @Test
  void writesWhatTheSpecificationsExampleSays() {
    // an array of one 64-bit number: its length, padding that does not count, the number
    assertEquals(
        "08000000" + "00000000" + "0500000000000000",
        HexFormat.of().formatHex(Marshaller.bytes("at", List.of(List.of(5L)))));
    assertEquals(
        "03000000" + "666f6f00" + "01000000" + "2b00",
        HexFormat.of().formatHex(Marshaller.bytes("say", List.of("foo", new byte[] {0x2b})))
            + "00");
  }

  @Test
  void readsBackWhatItWrote() throws Exception {
    byte[] bytes =
        Message.call(
                7,
                new Target("org.example", "/org/example", "org.example.I"),
                "Start",
                TRANSIENT_UNIT,
                UNIT)
            .bytes();
    assertEquals(bytes.length, Message.length(Arrays.copyOf(bytes, Message.FIXED)));
    Message read = Message.parse(bytes);
    assertEquals(Message.CALL, read.type());
    assertEquals(7, read.serial());
    assertEquals("Start", read.text(Message.MEMBER));
    assertEquals("/org/example", read.text(Message.PATH));
    assertArrayEquals(bytes, new Message(1, 7, read.fields(), read.body()).bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "(s", "a{s", "z", "s)"})
  void refusesSignaturesThatAreNone(String signature) {
    assertThrows(
        IllegalArgumentException.class, () -> Marshaller.bytes(signature, List.of("x", "y")));
  }

  @Test
  void findsDamageInEveryByteOfWhatItReads() {
    byte[] whole = Marshaller.bytes(TRANSIENT_UNIT, UNIT);
    for (int length = 0; length < whole.length - 8; length++) {
      ByteBuffer cut =
          ByteBuffer.wrap(Arrays.copyOf(whole, length)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      assertThrows(
          DbusException.class,
          () -> new Unmarshaller(cut).read(TRANSIENT_UNIT),
          "cut after " + length);
    }
  }
}
