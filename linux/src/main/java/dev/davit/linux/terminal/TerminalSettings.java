package dev.davit.linux.terminal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The settings of a terminal: the kernel's struct termios. */
public final class TerminalSettings {
  // c_iflag, c_oflag, c_cflag, c_lflag of 4 bytes each, c_line, c_cc of 19
  static final int SIZE = 36;

  private static final int INPUT = 0;
  private static final int OUTPUT = 4;
  private static final int CONTROL = 8;
  private static final int LOCAL = 12;
  private static final int CHARACTERS = 17;
  private static final int VTIME = 5;
  private static final int VMIN = 6;

  private static final int IGNBRK = 0x1;
  private static final int BRKINT = 0x2;
  private static final int PARMRK = 0x8;
  private static final int ISTRIP = 0x20;
  private static final int INLCR = 0x40;
  private static final int IGNCR = 0x80;
  private static final int ICRNL = 0x100;
  private static final int IXON = 0x400;
  private static final int OPOST = 0x1;
  private static final int ONLCR = 0x4;
  private static final int CSIZE = 0x30;
  private static final int CS8 = 0x30;
  private static final int PARENB = 0x100;
  private static final int ISIG = 0x1;
  private static final int ICANON = 0x2;
  private static final int ECHO = 0x8;
  private static final int ECHONL = 0x40;
  private static final int IEXTEN = 0x8000;

  private final byte[] struct;

  TerminalSettings(byte[] struct) {
    this.struct = struct.clone();
  }

  byte[] bytes() {
    return struct.clone();
  }

  /**
   * The same settings in raw mode, as cfmakeraw(3) has it: every byte comes and goes as it is, and
   * no key makes a signal.
   */
  public TerminalSettings raw() {
    TerminalSettings raw = new TerminalSettings(struct);
    raw.change(INPUT, IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON, 0);
    raw.change(OUTPUT, OPOST, 0);
    raw.change(LOCAL, ECHO | ECHONL | ICANON | ISIG | IEXTEN, 0);
    raw.change(CONTROL, CSIZE | PARENB, CS8);
    raw.struct[CHARACTERS + VMIN] = 1;
    raw.struct[CHARACTERS + VTIME] = 0;
    return raw;
  }

  /** The same settings with raw input; output is as it was. */
  public TerminalSettings rawInput() {
    TerminalSettings raw = raw();
    raw.change(OUTPUT, 0, word(OUTPUT) & OPOST);
    return raw;
  }

  /** The same settings without ONLCR (termios(3)): no carriage return is put before a line feed. */
  public TerminalSettings bareLines() {
    TerminalSettings bare = new TerminalSettings(struct);
    bare.change(OUTPUT, ONLCR, 0);
    return bare;
  }

  /** Whether input is echoed. */
  public boolean echoes() {
    return (word(LOCAL) & ECHO) != 0;
  }

  private int word(int offset) {
    return buffer().getInt(offset);
  }

  private void change(int offset, int clear, int set) {
    buffer().putInt(offset, word(offset) & ~clear | set);
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TerminalSettings that && Arrays.equals(struct, that.struct);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(struct);
  }
}
