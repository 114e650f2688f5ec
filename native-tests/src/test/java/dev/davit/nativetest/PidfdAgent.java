package dev.davit.nativetest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A socket that gets a pidfd of a process, and kills that process by it. */
final class PidfdAgent {

  private static final String SCRIPT =
      """
      import array, os, signal, socket, subprocess, sys
      server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
      server.bind(sys.argv[1])
      server.listen(1)
      done = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(sys.argv[1] + ".log", "w"))
      if done.returncode != 0:
          sys.exit(done.returncode)
      text, control, _, _ = server.accept()[0].recvmsg(4096, 64)
      fds = array.array('i')
      fds.frombytes(control[0][2])
      info = [line.split() for line in open(f'/proc/self/fdinfo/{fds[0]}')]
      print(text.decode(), [words[1] for words in info if words[0] == 'Pid:'][0])
      signal.pidfd_send_signal(fds[0], signal.SIGKILL)
      """;

  private PidfdAgent() {}

  /**
   * Listens, runs a command that is to send it a descriptor, and kills.
   *
   * @return the text of the message, a space, and the number of the process
   */
  static String told(Path socket, List<String> command) {
    List<String> line = new ArrayList<>(List.of("python3", "-c", SCRIPT, socket.toString()));
    line.addAll(command);
    return Tool.attempt(line, Map.of(), null, Tool.DEADLINE).expect(0).out().strip();
  }
}
