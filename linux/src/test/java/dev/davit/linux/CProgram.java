package dev.davit.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks the C compiler what constants and structs of the kernel's headers really are. */
public final class CProgram {
  private static final String HEADERS =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <fcntl.h>
      #include <poll.h>
      #include <sched.h>
      #include <signal.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <string.h>
      #include <termios.h>
      #include <spawn.h>
      #include <sys/epoll.h>
      #include <sys/eventfd.h>
      #include <sys/file.h>
      #include <sys/ioctl.h>
      #include <sys/mman.h>
      #include <sys/prctl.h>
      #include <sys/resource.h>
      #include <sys/socket.h>
      #include <sys/stat.h>
      #include <sys/mount.h>
      #include <sys/statfs.h>
      #include <sys/uio.h>
      #include <sys/wait.h>
      #include <linux/bpf.h>
      #include <linux/capability.h>
      #include <linux/openat2.h>
      #include <linux/memfd.h>
      #ifndef CLONE_CLEAR_SIGHAND
      #define CLONE_CLEAR_SIGHAND 0x100000000ULL
      #define CLONE_INTO_CGROUP 0x200000000ULL
      #endif
      """;

  private CProgram() {}

  /**
   * The value of each C expression, by the expression; what the headers do not know is left out.
   */
  static Map<String, Long> values(Iterable<String> expressions) throws Exception {
    StringBuilder source = new StringBuilder(HEADERS).append("int main() {\n");
    for (String expression : expressions) {
      boolean macro = expression.matches("[A-Z0-9_]+");
      source.append(macro ? "\n#ifdef " + expression + "\n" : "");
      source.append("printf(\"%lld %s\\n\", (long long)(" + expression + "), ");
      source.append("\"" + expression + "\");\n");
      source.append(macro ? "\n#endif\n" : "");
    }
    Map<String, Long> values = new LinkedHashMap<>();
    for (String line : run(source.append("}\n").toString()).lines().toList()) {
      int space = line.indexOf(' ');
      values.put(line.substring(space + 1), Long.valueOf(line.substring(0, space)));
    }
    return values;
  }

  /** The output of a program whose main is given in full. */
  static String runMain(String body) throws Exception {
    return run(HEADERS + "int main() {\n" + body + "}\n");
  }

  private static String run(String source) throws IOException, InterruptedException {
    Path program = Files.createTempFile("davit-c", "");
    try {
      // -w: names of the mount API are macros and enumerators at once
      Process gcc =
          new ProcessBuilder("/usr/bin/gcc", "-w", "-x", "c", "-o", program.toString(), "-")
              .redirectErrorStream(true)
              .start();
      try (OutputStream in = gcc.getOutputStream()) {
        in.write(source.getBytes(StandardCharsets.UTF_8));
      }
      String messages = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, gcc.waitFor(), messages);
      Process run = new ProcessBuilder(List.of(program.toString())).start();
      String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      run.waitFor();
      return output;
    } finally {
      Files.delete(program);
    }
  }
}
