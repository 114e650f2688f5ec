package dev.davit.daemon.cri;

import dev.davit.daemon.connect.AnswerStream;
import java.util.List;
import java.util.function.Function;

/** Lists that are sent in parts. */
final class Streams {

  private static final int PART = 50;

  private Streams() {}

  /** Sends all items, some of them in each answer, and ends. */
  static <T, R extends Record> void send(
      AnswerStream<R> stream, List<T> items, Function<List<T>, R> answer) {
    for (int from = 0; from < items.size(); from += PART) {
      stream.add(answer.apply(items.subList(from, Math.min(from + PART, items.size()))));
    }
    stream.end();
  }
}
