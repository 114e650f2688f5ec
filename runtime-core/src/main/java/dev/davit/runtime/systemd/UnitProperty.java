package dev.davit.runtime.systemd;

import dev.davit.runtime.dbus.Variant;

/**
 * A property of a unit as org.freedesktop.systemd1(5) names and types it.
 *
 * @param name such as {@code MemoryMax}
 * @param value such as 64 MiB as {@code t}
 */
public record UnitProperty(String name, Variant value) {

  static UnitProperty text(String name, String value) {
    return new UnitProperty(name, new Variant("s", value));
  }

  static UnitProperty flag(String name, boolean value) {
    return new UnitProperty(name, new Variant("b", value));
  }

  /** An unsigned 64-bit number; {@code -1} is infinity. */
  static UnitProperty number(String name, long value) {
    return new UnitProperty(name, new Variant("t", value));
  }
}
