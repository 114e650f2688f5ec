package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.StateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the program that serves a container's network has said; a file beside its state. */
final class NetworkLog {

  private static final String NAME = "network.log";
  private static final String FAILED = "the program that connects its network has failed";
  private static final String SILENT = FAILED + " and does not say why";
  private static final int LONGEST = 1000;

  private NetworkLog() {}

  /** Makes the file and opens it for the program. */
  static Fd open(StateDirectory states, ContainerId id) throws ErrnoException {
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_APPEND;
    return Descriptors.open(Fd.CWD, file(states, id).toString(), flags, 0600);
  }

  private static Path file(StateDirectory states, ContainerId id) {
    return states.directory(id).resolve(NAME);
  }

  /** Why the program has ended, as far as it has said that, in one line. */
  static String said(StateDirectory states, ContainerId id) {
    try {
      String text = Files.readString(file(states, id), StandardCharsets.ISO_8859_1);
      String line = String.join("; ", text.lines().map(String::strip).toList());
      return line.isEmpty()
          ? SILENT
          : FAILED + ": " + line.substring(Math.max(0, line.length() - LONGEST));
    } catch (IOException e) {
      return FAILED;
    }
  }
}
