package dev.davit.runtime.dbus;

import java.util.Objects;

/**
 * A value that brings its own type (D-Bus specification, "Container types").
 *
 * @param signature its type, one complete type
 * @param value an Integer for {@code y} and {@code u}, a Long for {@code t}, a Boolean for {@code
 *     b}, a String for {@code s}, {@code o} and {@code g}, a byte[] for {@code ay}, a List for
 *     other arrays and for structures, a Variant for {@code v}
 */
public record Variant(String signature, Object value) {

  /** Refuses nulls. */
  public Variant {
    Objects.requireNonNull(signature, "signature");
    Objects.requireNonNull(value, "value");
  }
}
