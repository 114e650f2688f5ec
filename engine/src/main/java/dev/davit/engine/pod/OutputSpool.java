package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Pipe;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Carries output from a pipe into a log exactly once, whenever this process is killed.
 *
 * <pre>
 *   splice(pipe, file)    one system call: the bytes are either in the pipe or in the file
 *   note(log, size)       in the file: up to where the log is good
 *   append(log)
 *   truncate(file)        over
 * </pre>
 *
 * <p>Who finds bytes in the file cuts the log to the noted size, if there is a note, and appends
 * them. Only a log that somebody else has moved away in between may then have some of them twice.
 */
final class OutputSpool implements AutoCloseable {

  /** Inode and size of the log; both 0 while nothing was noted. */
  private static final int NOTE = 16;

  private static final int CHUNK = Content.CHUNK;

  private final Fd file;

  private OutputSpool(Fd file) {
    this.file = file;
  }

  /** Opens the file of one stream, and makes it if it is not there. */
  static OutputSpool open(Path path) throws ErrnoException {
    return new OutputSpool(
        Descriptors.open(Fd.CWD, path.toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600));
  }

  /**
   * Carries a chunk.
   *
   * @param buffer gets a copy of it
   * @return how many bytes; 0 at the end
   * @throws ErrnoException EAGAIN when there is nothing in the pipe
   */
  int carry(Fd pipe, String stream, LogFile log, byte[] buffer) throws ErrnoException {
    int length = Pipe.splice(pipe, file, NOTE, CHUNK);
    if (length > 0) {
      read(buffer, length);
      log.append(stream, buffer, length, this::note);
      Content.truncate(file, 0);
    }
    return length;
  }

  private void read(byte[] buffer, int length) throws ErrnoException {
    for (int done = 0; done < length; ) {
      int count = Content.pread(file, buffer, done, length - done, NOTE + (long) done);
      if (count == 0) {
        throw new PodException(Reason.FAILED, "output: its file was cut by somebody else");
      }
      done += count;
    }
  }

  private void note(long inode, long size) throws ErrnoException {
    byte[] note = ByteBuffer.allocate(NOTE).putLong(inode).putLong(size).array();
    Content.pwrite(file, note, 0, NOTE, 0);
  }

  /** Ends what a process was about to do that was killed. */
  void recover(String stream, LogFile log) throws ErrnoException {
    int length = (int) Metadata.stat(file).size() - NOTE;
    if (length > 0) {
      byte[] note = new byte[NOTE];
      Content.pread(file, note, 0, NOTE, 0);
      ByteBuffer noted = ByteBuffer.wrap(note);
      log.cut(noted.getLong(), noted.getLong());
      byte[] bytes = new byte[length];
      read(bytes, length);
      log.append(stream, bytes, length, this::note);
    }
    Content.truncate(file, 0);
  }

  @Override
  public void close() {
    file.close();
  }
}
