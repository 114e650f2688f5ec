package dev.davit.manifest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes writes them: {@code 500m}, {@code 64Mi}, {@code 1.5}, {@code 2e3}. */
final class Quantity {

  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi|[eE][0-9]{1,2})?");

  private static final Map<String, BigDecimal> UNITS =
      Map.ofEntries(
          Map.entry("m", new BigDecimal("0.001")),
          Map.entry("k", new BigDecimal("1e3")),
          Map.entry("M", new BigDecimal("1e6")),
          Map.entry("G", new BigDecimal("1e9")),
          Map.entry("T", new BigDecimal("1e12")),
          Map.entry("P", new BigDecimal("1e15")),
          Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
          Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
          Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
          Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
          Map.entry("Pi", BigDecimal.valueOf(1L << 50)));

  private Quantity() {}

  private static BigDecimal parse(String path, String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new ManifestException(
          path + ": \"" + text + "\": not an amount, such as 500m, 1.5 or 64Mi");
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    String unit = matcher.group(2);
    if (unit == null) {
      return number;
    }
    BigDecimal factor = UNITS.get(unit);
    return factor != null
        ? number.multiply(factor)
        : number.scaleByPowerOfTen(Integer.parseInt(unit.substring(1)));
  }

  /** Whole bytes, rounded up. */
  static long bytes(String path, String text) {
    return positive(path, text, parse(path, text).setScale(0, RoundingMode.UP));
  }

  /** Thousandths, rounded up. */
  static long milli(String path, String text) {
    return positive(path, text, parse(path, text).movePointRight(3).setScale(0, RoundingMode.UP));
  }

  private static long positive(String path, String text, BigDecimal value) {
    if (value.signum() <= 0 || value.precision() > 18) {
      throw new ManifestException(path + ": \"" + text + "\": must be more than 0, and possible");
    }
    return value.longValueExact();
  }
}
