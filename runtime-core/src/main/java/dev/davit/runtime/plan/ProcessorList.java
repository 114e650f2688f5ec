package dev.davit.runtime.plan;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lists of processors as the kernel writes them, such as {@code 0-3,7} (cpuset(7), "List format").
 */
final class ProcessorList {

  private static final Pattern RANGE =
      Pattern.compile("\\s*([0-9]{1,4})\\s*(?:-\\s*([0-9]{1,4}))?\\s*");

  private ProcessorList() {}

  /**
   * Reads a list.
   *
   * @throws IllegalArgumentException if it is none
   */
  static BitSet parse(String list) {
    BitSet processors = new BitSet();
    for (String part : list.split(",", -1)) {
      Matcher range = RANGE.matcher(part);
      if (!range.matches()) {
        throw new IllegalArgumentException("\"" + list + "\": not a list of processors");
      }
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      if (last < first) {
        throw new IllegalArgumentException("\"" + list + "\": range " + part + " is backwards");
      }
      processors.set(first, last + 1);
    }
    return processors;
  }
}
