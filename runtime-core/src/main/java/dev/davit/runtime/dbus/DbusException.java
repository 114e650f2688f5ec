package dev.davit.runtime.dbus;

import java.io.IOException;

/** A call over D-Bus was not answered, or answered by an error. */
public final class DbusException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String name;

  /** The peer answered by an error with a name, such as {@code org.freedesktop.…}. */
  DbusException(String name, String message) {
    super(name + " (" + message + ")");
    this.name = name;
  }

  /** There was no answer, or none that could be read. */
  DbusException(String message) {
    super(message);
    this.name = "";
  }

  /** The name of the error that the peer answered by; empty if it did not answer. */
  public String name() {
    return name;
  }
}
