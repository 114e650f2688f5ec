package dev.davit.runtime.systemd;

import dev.davit.linux.process.Processes;
import dev.davit.linux.process.UserNamespace;
import dev.davit.runtime.cgroup.CgroupException;
import dev.davit.runtime.dbus.Connection;
import dev.davit.runtime.dbus.DbusException;
import dev.davit.runtime.dbus.Target;
import dev.davit.runtime.dbus.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The systemd that manages this user's units: the system's for root, the user's own for others.
 * Each method is an errand of its own with its own connection, so that nothing has to be kept, and
 * a restart of the bus harms nobody (org.freedesktop.systemd1(5)).
 */
public final class Systemd {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Path RUNS = Path.of("/run/systemd/system");
  private static final Path SYSTEM_BUS = Path.of("/run/dbus/system_bus_socket");
  private static final String ERROR = "org.freedesktop.systemd1.";

  private static final Target MANAGER =
      new Target(
          "org.freedesktop.systemd1",
          "/org/freedesktop/systemd1",
          "org.freedesktop.systemd1.Manager");

  private final int uid;

  private Systemd(int uid) {
    this.uid = uid;
  }

  /** The systemd of this user; in a user namespace, of who it is outside. */
  public static Systemd ofThisUser() {
    long uid = Processes.effectiveUid();
    return new Systemd(UserNamespace.parentUid(uid).orElse(uid).intValue());
  }

  /** Whether systemd is this machine's init system (sd_booted(3)). */
  public static boolean runs() {
    return Files.isDirectory(RUNS);
  }

  /** Why this user cannot ask systemd for a scope; empty if it can. */
  public Optional<String> whyNot() {
    if (!runs()) {
      return Optional.of("systemd is not the init system of this machine: no " + RUNS);
    }
    try {
      connect().close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Makes a scope with a process in it, and returns when it is there.
   *
   * @param properties what the unit is to have (systemd.scope(5), systemd.resource-control(5))
   * @throws CgroupException if systemd refuses
   */
  public void startScope(String unit, List<UnitProperty> properties, int pid) {
    List<UnitProperty> all = new ArrayList<>(properties);
    all.add(new UnitProperty("PIDs", new Variant("au", List.of(pid))));
    start(unit, all);
  }

  /**
   * Makes a slice, and returns when it is there.
   *
   * @param properties what the unit is to have (systemd.resource-control(5))
   * @throws CgroupException if systemd refuses
   */
  public void startSlice(String unit, List<UnitProperty> properties) {
    start(unit, properties);
  }

  private void start(String unit, List<UnitProperty> properties) {
    List<List<Object>> all =
        properties.stream().map(p -> List.<Object>of(p.name(), p.value())).toList();
    run(
        "start " + unit,
        connection -> {
          subscribe(connection);
          finish(
              connection,
              connection.call(
                  MANAGER, "StartTransientUnit", "ssa(sv)a(sa(sv))", unit, "fail", all, List.of()));
        });
  }

  /**
   * Stops a unit, which ends all that is in it, and forgets that it failed. It may be gone.
   *
   * @throws CgroupException if systemd refuses
   */
  public void stop(String unit) {
    run(
        "stop " + unit,
        connection -> {
          subscribe(connection);
          try {
            finish(connection, connection.call(MANAGER, "StopUnit", "ss", unit, "replace"));
            connection.call(MANAGER, "ResetFailedUnit", "s", unit);
          } catch (DbusException e) {
            if (!e.name().equals(ERROR + "NoSuchUnit")) {
              throw e;
            }
          }
        });
  }

  /**
   * Changes a unit until it ends.
   *
   * @throws CgroupException if systemd refuses
   */
  public void setProperties(String unit, List<UnitProperty> properties) {
    List<List<Object>> all = new ArrayList<>();
    properties.forEach(property -> all.add(List.of(property.name(), property.value())));
    run(
        "set properties of " + unit,
        connection -> connection.call(MANAGER, "SetUnitProperties", "sba(sv)", unit, true, all));
  }

  /**
   * Moves a process into a unit. For a user it may come from anywhere, because the system's systemd
   * does it on request.
   *
   * @throws CgroupException if systemd refuses
   */
  public void attach(String unit, int pid) {
    run(
        "attach process " + pid + " to " + unit,
        connection ->
            connection.call(MANAGER, "AttachProcessesToUnit", "ssau", unit, "", List.of(pid)));
  }

  private interface Errand {
    void run(Connection connection) throws IOException;
  }

  private void run(String what, Errand errand) {
    try (Connection connection = connect()) {
      errand.run(connection);
    } catch (IOException e) {
      throw CgroupException.failed("systemd: " + what + ": " + e.getMessage(), e);
    }
  }

  /** A job is over when it is removed; before Subscribe, systemd tells nobody. */
  private static void subscribe(Connection connection) throws IOException {
    connection.match(
        "type='signal',path='"
            + MANAGER.path()
            + "',interface='"
            + MANAGER.interfaceName()
            + "',member='JobRemoved'");
    connection.call(MANAGER, "Subscribe", "");
  }

  private static void finish(Connection connection, List<Object> answer) throws IOException {
    Object job = answer.get(0);
    List<Object> removed = connection.await("JobRemoved", values -> values.get(1).equals(job));
    if (!removed.get(3).equals("done")) {
      throw new IOException(removed.get(2) + ": the job ended with \"" + removed.get(3) + "\"");
    }
  }

  /** The bus, or where there is none the socket on which systemd itself listens. */
  private Connection connect() throws IOException {
    Path bus = uid == 0 ? SYSTEM_BUS : runtimeDirectory().resolve("bus");
    Path own =
        uid == 0 ? Path.of("/run/systemd/private") : runtimeDirectory().resolve("systemd/private");
    try {
      return Connection.toBus(bus, uid, LIMIT);
    } catch (IOException e) {
      if (!Files.exists(own)) {
        throw new IOException(bus + ": " + e.getMessage(), e);
      }
      return Connection.toPeer(own, uid, LIMIT);
    }
  }

  /** Where a user's manager has its sockets (pam_systemd(8)). */
  private Path runtimeDirectory() {
    String said = System.getenv("XDG_RUNTIME_DIR");
    return Path.of(said == null || said.isEmpty() ? "/run/user/" + uid : said);
  }
}
