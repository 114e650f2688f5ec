package dev.davit.engine.pod;

import dev.davit.engine.network.NetworkRequest.Bandwidth;
import dev.davit.engine.pod.PodException.Reason;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The annotations of Kubernetes for the bandwidth of a pod: quantities of bits per second. */
final class Bandwidths {

  private static final String INGRESS = "kubernetes.io/ingress-bandwidth";
  private static final String EGRESS = "kubernetes.io/egress-bandwidth";
  private static final Pattern QUANTITY =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?");
  private static final Map<String, BigDecimal> UNITS =
      Map.ofEntries(
          Map.entry("m", new BigDecimal("0.001")),
          Map.entry("k", BigDecimal.valueOf(1_000L)),
          Map.entry("M", BigDecimal.valueOf(1_000_000L)),
          Map.entry("G", BigDecimal.valueOf(1_000_000_000L)),
          Map.entry("T", BigDecimal.valueOf(1_000_000_000_000L)),
          Map.entry("P", BigDecimal.valueOf(1_000_000_000_000_000L)),
          Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
          Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
          Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
          Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
          Map.entry("Pi", BigDecimal.valueOf(1L << 50)));

  private Bandwidths() {}

  /**
   * Reads them.
   *
   * @throws PodException {@code INVALID} if one is no quantity, or below 1k or above 1P, as
   *     Kubernetes has it
   */
  static Bandwidth of(Map<String, String> annotations) {
    return new Bandwidth(bits(annotations, INGRESS), bits(annotations, EGRESS));
  }

  private static long bits(Map<String, String> annotations, String name) {
    String text = annotations.get(name);
    if (text == null) {
      return 0;
    }
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      throw new PodException(Reason.INVALID, name + ": \"" + text + "\": no quantity, such as 10M");
    }
    BigDecimal unit = matcher.group(2) == null ? BigDecimal.ONE : UNITS.get(matcher.group(2));
    BigDecimal bits = new BigDecimal(matcher.group(1)).multiply(unit);
    if (bits.compareTo(UNITS.get("k")) < 0 || bits.compareTo(UNITS.get("P")) > 0) {
      throw new PodException(Reason.INVALID, name + ": \"" + text + "\": not within 1k and 1P");
    }
    return bits.longValue();
  }
}
