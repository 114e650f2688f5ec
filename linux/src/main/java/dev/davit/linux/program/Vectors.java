package dev.davit.linux.program;

import java.util.ArrayList;
import java.util.List;

/** Arrays of struct iovec: an address and a length, 8 bytes each. */
final class Vectors {
  private Vectors() {}

  /** Gives the vector of whole blocks. */
  static Data of(List<Data> blocks) {
    StructBuilder vector = Data.struct("iovec", 16 * blocks.size());
    List<DataNotation> printed = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Field base = new Field(16 * i, 8, "iov_base", blocks.get(i).address());
      Field length = new Field(16 * i + 8, 8, "iov_len", Operand.of(blocks.get(i).size()));
      vector.hidden(base.offset(), 8, base.operand());
      vector.hidden(length.offset(), 8, length.operand());
      printed.add(DataNotation.struct(List.of(base, length)));
    }
    return vector.printedAs(DataNotation.list(printed)).build();
  }
}
