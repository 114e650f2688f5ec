package dev.davit.runtime;

import dev.davit.oci.runtime.ContainerProcessState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An agent that decides on system calls: it takes listeners from a socket, and answers every call
 * with success without making it, or lets it through. In Python, whose process is easily ended.
 */
final class SeccompAgent implements AutoCloseable {

  /** SECCOMP_IOCTL_NOTIF_RECV and _SEND of linux/seccomp.h, and their structures by hand. */
  private static final String PROGRAM =
      """
      import array, fcntl, os, select, socket, struct, sys, threading
      server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
      server.bind(sys.argv[1])
      server.listen(8)
      answered = 0
      through = False
      print('listening', flush=True)
      def serve(fd):
          global answered
          while True:
              events = select.poll()
              events.register(fd, select.POLLIN)
              if events.poll()[0][1] & select.POLLHUP:
                  os.close(fd)
                  return
              request = bytearray(80)
              try:
                  fcntl.ioctl(fd, 0xc0502100, request)
                  answer = request[0:8] + struct.pack('qiI', 0, 0, 1 if through else 0)
                  answered += 1
                  fcntl.ioctl(fd, 0xc0182101, bytearray(answer))
              except OSError:
                  pass
      def take():
          while True:
              peer, _ = server.accept()
              text, control, _, _ = peer.recvmsg(65536, 4096)
              while True:
                  more = peer.recv(65536)
                  if not more:
                      break
                  text += more
              fds = array.array('i')
              fds.frombytes(control[0][2])
              print(text.decode(), flush=True)
              threading.Thread(target=serve, args=(fds[0],), daemon=True).start()
      threading.Thread(target=take, daemon=True).start()
      for line in sys.stdin:
          if line == 'through\\n':
              through = True
          print(answered, flush=True)
      """;

  private final Process process;
  private final BufferedReader out;
  private final Path socket;

  private SeccompAgent(Process process, Path socket) throws IOException {
    this.process = process;
    this.socket = socket;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!"listening".equals(out.readLine())) {
      throw new IOException("the agent does not listen");
    }
  }

  static SeccompAgent listen(Path socket) throws IOException {
    return new SeccompAgent(
        new ProcessBuilder("python3", "-c", PROGRAM, socket.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start(),
        socket);
  }

  /** From now on calls are made as they would be without a filter. */
  void letThrough() throws IOException {
    ask("through\n");
  }

  /** What came with the next listener. */
  ContainerProcessState state() throws IOException {
    return ContainerProcessState.parse(out.readLine());
  }

  /** How many calls it has decided on; after all states were asked for. */
  int answered() throws IOException {
    String line = ask("\n");
    while (line.startsWith("{")) {
      line = out.readLine();
    }
    return Integer.parseInt(line);
  }

  private String ask(String question) throws IOException {
    process.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    return out.readLine();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.close();
    process.getOutputStream().close();
    process.getErrorStream().close();
    Files.deleteIfExists(socket);
  }
}
