package dev.davit.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Whether the virtual machine has understood the bytes of the command line. In a locale that is not
 * UTF-8, and for bytes that are no UTF-8, it puts U+FFFD in their place; a container would be given
 * other arguments than its user wrote.
 */
final class RawArguments {

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final char REPLACEMENT = '\uFFFD';

  private RawArguments() {}

  /** Whether what was understood is what was written. Reads proc_pid_cmdline(5) only in doubt. */
  static boolean areUnderstood(String[] arguments) {
    boolean doubt = Arrays.stream(arguments).anyMatch(a -> a.indexOf(REPLACEMENT) >= 0);
    try {
      return !doubt || endsWith(Files.readAllBytes(COMMAND_LINE), arguments);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether a list of strings, each with a NUL after it, ends with these.
   *
   * @param commandLine the list
   */
  static boolean endsWith(byte[] commandLine, String... arguments) {
    byte[] end =
        Arrays.stream(arguments)
            .map(argument -> argument + '\0')
            .reduce("", String::concat)
            .getBytes(StandardCharsets.UTF_8);
    int from = commandLine.length - end.length;
    return from >= 0 && Arrays.equals(commandLine, from, commandLine.length, end, 0, end.length);
  }
}
