package dev.davit.runtime.plan;

import dev.davit.oci.runtime.Personality;
import dev.davit.oci.runtime.PersonalityDomain;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of personality(2). The specification defines no flags; those that are understood have
 * the kernel's names (linux/personality.h).
 */
final class PersonalityFlags {

  private static final long PER_LINUX = 0;
  private static final long PER_LINUX32 = 8;

  private static final Map<String, Long> FLAGS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("UNAME26", 0x0020000L),
              Map.entry("ADDR_NO_RANDOMIZE", 0x0040000L),
              Map.entry("FDPIC_FUNCPTRS", 0x0080000L),
              Map.entry("MMAP_PAGE_ZERO", 0x0100000L),
              Map.entry("ADDR_COMPAT_LAYOUT", 0x0200000L),
              Map.entry("READ_IMPLIES_EXEC", 0x0400000L),
              Map.entry("ADDR_LIMIT_32BIT", 0x0800000L),
              Map.entry("SHORT_INODE", 0x1000000L),
              Map.entry("WHOLE_SECONDS", 0x2000000L),
              Map.entry("STICKY_TIMEOUTS", 0x4000000L),
              Map.entry("ADDR_LIMIT_3GB", 0x8000000L)));

  private PersonalityFlags() {}

  static boolean isKnown(String flag) {
    return FLAGS.containsKey(flag);
  }

  /** All that are understood, for messages. */
  static String names() {
    return String.join(", ", FLAGS.keySet());
  }

  static long number(Personality personality) {
    long domain = personality.domain() == PersonalityDomain.LINUX32 ? PER_LINUX32 : PER_LINUX;
    return domain | personality.flags().stream().mapToLong(FLAGS::get).reduce(0, (a, b) -> a | b);
  }
}
