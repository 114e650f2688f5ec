package dev.davit.oci.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An unsigned number of so many bits, held in a {@code long}. With 64 bits it is held in the bits
 * of the {@code long}; see {@link Long#toUnsignedString(long)} and {@link Long#compareUnsigned}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Unsigned {
  /** Number of bits, 1 to 64. */
  int value();
}
