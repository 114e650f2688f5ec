package dev.davit.daemon;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.process.Processes;
import dev.davit.linux.socket.PassedSockets;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What systemd and those who do the same say to a daemon and want to hear (sd_listen_fds(3),
 * sd_notify(3)). Without one nothing happens.
 */
final class ServiceManager implements AutoCloseable {

  /** The first descriptor that is passed. */
  private static final int FIRST = 3;

  private final Map<String, String> environment;
  private ScheduledExecutorService watchdog;

  ServiceManager(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The listening socket that was passed.
   *
   * @throws DaemonException if what was passed is none
   */
  Optional<ServerSocketChannel> listening() {
    String pid = environment.getOrDefault("LISTEN_PID", "");
    String count = environment.getOrDefault("LISTEN_FDS", "0");
    if (count.equals("0") || !pid.equals(Integer.toString(Processes.pid()))) {
      return Optional.empty();
    }
    if (!count.equals("1")) {
      throw new DaemonException("LISTEN_FDS: " + count + " sockets: expected 1");
    }
    try (Fd passed = Fd.owning(FIRST)) {
      PassedSockets.toStandardInput(passed);
      Channel channel = System.inheritedChannel();
      if (channel instanceof ServerSocketChannel socket) {
        return Optional.of(socket);
      }
      throw new DaemonException("LISTEN_FDS: descriptor 3: not a listening stream socket");
    } catch (ErrnoException | IOException e) {
      throw new DaemonException("LISTEN_FDS: descriptor 3: " + e.getMessage(), e);
    }
  }

  /** The daemon serves; from now on it says that it lives, as often as it is wanted to. */
  void ready(BooleanSupplier alive) {
    notify("READY=1\nSTATUS=serving");
    wanted()
        .ifPresent(
            interval -> {
              watchdog =
                  Executors.newSingleThreadScheduledExecutor(
                      task -> {
                        Thread thread = new Thread(task, "davit-watchdog");
                        thread.setDaemon(true);
                        return thread;
                      });
              watchdog.scheduleAtFixedRate(
                  () -> {
                    if (alive.getAsBoolean()) {
                      notify("WATCHDOG=1");
                    }
                  },
                  0,
                  interval.toNanos() / 2,
                  TimeUnit.NANOSECONDS);
            });
  }

  private Optional<Duration> wanted() {
    String pid = environment.getOrDefault("WATCHDOG_PID", Integer.toString(Processes.pid()));
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    return micros.matches("[1-9][0-9]{0,15}") && pid.equals(Integer.toString(Processes.pid()))
        ? Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000))
        : Optional.empty();
  }

  /** The daemon ends. */
  void stopping() {
    notify("STOPPING=1");
  }

  private void notify(String message) {
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (socket.isEmpty()) {
      return;
    }
    try {
      PassedSockets.sendDatagram(socket, message.getBytes(StandardCharsets.UTF_8));
    } catch (ErrnoException | IllegalArgumentException e) {
      System.err.println("davit: NOTIFY_SOCKET: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    if (watchdog != null) {
      watchdog.shutdownNow();
    }
  }
}
