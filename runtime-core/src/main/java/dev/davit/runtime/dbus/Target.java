package dev.davit.runtime.dbus;

/**
 * What calls go to.
 *
 * @param destination the name on the bus
 * @param path the object
 * @param interfaceName which of its interfaces
 */
public record Target(String destination, String path, String interfaceName) {

  /** The bus itself. */
  static final Target BUS =
      new Target("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus");
}
