package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The daemon as a service: what its manager passes and hears, and who may call it. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.CURL})
class DaemonServiceTest {

  /** A service manager in a few lines: binds, passes, listens to what is reported, calls, ends. */
  private static final String MANAGER =
      """
      import os, signal, socket, subprocess, sys
      place, line = sys.argv[1], sys.argv[2:]
      path = place + "/s"
      listening = socket.socket(socket.AF_UNIX); listening.bind(path); listening.listen()
      reports = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); reports.bind(place + "/notify")
      reports.settimeout(100)
      child = os.fork()
      if child == 0:
          os.dup2(listening.fileno(), 3)
          os.set_inheritable(3, True)
          os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1",
                            NOTIFY_SOCKET=place + "/notify", WATCHDOG_USEC="400000")
          os.execv(line[0], line)
      listening.close()
      print(reports.recv(1000).decode().split()[0])
      print(reports.recv(1000).decode(), reports.recv(1000).decode())
      print(subprocess.run(["curl", "-sS", "--unix-socket", path, "-d", "{}", "-H",
          "content-type: application/json", "http://x/runtime.v1.RuntimeService/Version"],
          stdout=subprocess.PIPE).stdout.decode()[:19])
      os.kill(child, signal.SIGTERM)
      said = ""
      while said != "STOPPING=1": said = reports.recv(1000).decode()
      print(said, os.waitpid(child, 0)[1], os.path.exists(path))
      """;

  @Test
  void servesThePassedSocketAndReportsToItsManager() {
    Path directory = Workspace.directory("service");
    DavitCommand davit =
        new DavitCommand(SharedImages.busybox().root(), directory.resolve("state"));
    List<String> line = new ArrayList<>(List.of("python3", "-c", MANAGER, directory.toString()));
    line.addAll(
        davit.line(
            "daemon",
            "--socket",
            directory.resolve("s").toString(),
            "--network",
            "none",
            "--cgroup-parent",
            "/" + Workspace.NAME));
    Tool.Result result = Tool.attempt(line, Map.of(), null, Tool.DEADLINE).expect(0);
    assertEquals(
        List.of("READY=1", "WATCHDOG=1 WATCHDOG=1", "{\"version\":\"0.1.0\",", "STOPPING=1 0 True"),
        result.out().lines().toList());
    Workspace.delete(directory);
  }

  @Test
  void aPeerThatMayNotIsRefusedEvenIfTheModeOfTheSocketLetsItIn() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.started()) {
      open(daemon.socket());
      String answer = call(daemon, "65534");
      assertTrue(answer.contains("\"code\":\"permission_denied\""), answer);
      assertTrue(answer.endsWith("403"), answer);
      assertTrue(call(daemon, "0").endsWith("200"));
    }
  }

  /** Lets everybody reach the socket and write to it. */
  private static void open(Path socket) throws Exception {
    for (Path p = socket.getParent(); !p.equals(Path.of("/tmp")); p = p.getParent()) {
      Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  private static String call(DaemonProcess daemon, String user) {
    return Tool.run(
            "setpriv",
            "--reuid=" + user,
            "--regid=" + user,
            "--clear-groups",
            "curl",
            "-sS",
            "-w",
            "%{http_code}",
            "--unix-socket",
            daemon.socket().toString(),
            "-H",
            "content-type: application/json",
            "-d",
            "{}",
            "http://x/runtime.v1.RuntimeService/Version")
        .line();
  }
}
