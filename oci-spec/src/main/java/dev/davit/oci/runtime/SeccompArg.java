package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;
import java.util.Optional;

/**
 * A condition on one argument (runtime-spec 1.3.0, config-linux.md, "Seccomp", args). Values are
 * unsigned, in the bits of a {@code long}.
 *
 * @param index argument, 0 to 5
 * @param value operand
 * @param valueTwo second operand of SCMP_CMP_MASKED_EQ
 * @param op comparison
 * @param unknown fields that this version does not know, kept and written back
 */
public record SeccompArg(
    @Unsigned(32) long index,
    @Unsigned(64) long value,
    Optional<@Unsigned(64) Long> valueTwo,
    SeccompOperator op,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public SeccompArg {
    unknown = Fields.copyOf(unknown);
  }
}
