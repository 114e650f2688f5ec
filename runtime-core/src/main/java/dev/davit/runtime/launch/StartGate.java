package dev.davit.runtime.launch;

import dev.davit.linux.DeviceNumber;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Names;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.state.StartFiles;
import java.nio.file.Path;

/**
 * What holds a created container: two FIFOs in its state directory. Init reads a byte from the
 * first, and writes what fails after that into the second, which ends when the program has been
 * executed. Whoever starts the container renames the first, so that only one can.
 *
 * <p>Both are opened for reading and writing by init's side, so that nobody blocks in opening them
 * and nobody gets SIGPIPE (fifo(7)).
 *
 * @param go the first, as init's side opens it
 * @param outcome the second
 */
record StartGate(Fd go, Fd outcome) {

  private static final int S_IFIFO = 0010000;

  /** Makes the FIFOs of a container that is being created. */
  static StartGate make(Path directory, DescriptorSet descriptors) throws ErrnoException {
    Fd go = make(directory.resolve(StartFiles.GO));
    descriptors.put(DescriptorNames.GO, go);
    Fd outcome = make(directory.resolve(StartFiles.OUTCOME));
    descriptors.put(DescriptorNames.OUTCOME, outcome);
    return new StartGate(go, outcome);
  }

  private static Fd make(Path path) throws ErrnoException {
    Names.mknod(Fd.CWD, path.toString(), S_IFIFO | 0600, new DeviceNumber(0, 0));
    return Descriptors.open(Fd.CWD, path.toString(), OpenFlags.O_RDWR);
  }

  /**
   * Opens the FIFOs of a container that is to be started. Nobody else can do so after that.
   *
   * @throws ErrnoException ENOENT if somebody has started it already
   */
  static StartGate claim(Path directory, DescriptorSet descriptors) throws ErrnoException {
    Path mine = directory.resolve(StartFiles.STARTING);
    Names.rename(Fd.CWD, directory.resolve(StartFiles.GO).toString(), Fd.CWD, mine.toString());
    Fd go =
        descriptors.own(
            Descriptors.open(Fd.CWD, mine.toString(), OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK));
    Fd outcome =
        descriptors.own(
            Descriptors.open(
                Fd.CWD,
                directory.resolve(StartFiles.OUTCOME).toString(),
                OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK));
    Descriptors.setNonblocking(outcome, false);
    return new StartGate(go, outcome);
  }

  /** Lets init go on. */
  void open() throws ErrnoException {
    Content.writeAll(go, new byte[] {1});
  }

  /** Whether an error of {@link #claim} means that somebody was faster. */
  static boolean isClaimed(ErrnoException e) {
    return e.is(Errno.ENOENT);
  }

  /** Whether an error means that init has ended. */
  static boolean isGone(ErrnoException e) {
    return e.is(Errno.ENXIO) || e.is(Errno.EPIPE);
  }
}
