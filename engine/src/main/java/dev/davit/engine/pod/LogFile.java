package dev.davit.engine.pod;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The log of a container in the format of the CRI: {@code TIME STREAM TAG TEXT}, with the time of
 * RFC 3339 to the nanosecond, and the tag {@code P} for a part of a line that goes on in the next
 * entry, {@code F} for a whole line or its last part. A part has at most 16 KiB.
 *
 * <p>What is not the end of a line yet is written at once as a part: were it kept here, it would be
 * lost with this process. Entries that cannot be written, because the disk is full, are dropped:
 * the container must not be stopped by its log.
 *
 * <p>Of what it is given it is told before it writes how far the file is good: see {@link
 * OutputSpool}.
 */
final class LogFile {

  static final int PART_MAX = 16 * 1024;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int FLAGS = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND;

  /** Is told the state of the file before entries are written to it. */
  interface Note {
    /**
     * Notes it.
     *
     * @param inode of the file
     * @param size in bytes
     */
    void take(long inode, long size) throws ErrnoException;
  }

  private final Path path;
  private final long limitBytes;
  private Fd file;
  private long inode;
  private long size;

  /**
   * Opens it, with the directories above.
   *
   * @param limitBytes the size at which it is moved to {@code NAME.1} and begun anew; 0 for never
   */
  LogFile(Path path, long limitBytes) throws ErrnoException {
    this.path = path;
    this.limitBytes = limitBytes;
    open();
  }

  private void open() throws ErrnoException {
    try {
      Files.createDirectories(path.getParent());
    } catch (IOException e) {
      // the open below says why
    }
    file = Descriptors.open(Fd.CWD, path.toString(), FLAGS, 0640);
    size = Content.seekEnd(file);
    inode = Metadata.stat(file).inode();
  }

  /** Writes output whose loss by a kill of this process cannot be helped. */
  void append(String stream, byte[] bytes, int length) {
    append(stream, bytes, length, (i, s) -> {});
  }

  /** Writes output, split into lines and parts of lines. */
  synchronized void append(String stream, byte[] bytes, int length, Note note) {
    ByteArrayOutputStream entries = new ByteArrayOutputStream(length + 256);
    byte[] head =
        (TIME.format(Instant.now()) + " " + stream + " ").getBytes(StandardCharsets.US_ASCII);
    for (int start = 0; start < length; ) {
      int end = start;
      int limit = Math.min(length, start + PART_MAX);
      while (end < limit && bytes[end] != '\n') {
        end++;
      }
      boolean full = end < length && bytes[end] == '\n';
      entries.writeBytes(head);
      entries.write(full ? 'F' : 'P');
      entries.write(' ');
      entries.write(bytes, start, end - start);
      entries.write('\n');
      start = full ? end + 1 : end;
    }
    write(entries.toByteArray(), note);
  }

  private void write(byte[] entries, Note note) {
    try {
      if (limitBytes > 0 && size > 0 && size + entries.length > limitBytes) {
        rotate();
      }
      note.take(inode, size);
      Content.writeAll(file, entries);
      size += entries.length;
    } catch (ErrnoException | IOException | IllegalStateException e) {
      // as documented
    }
  }

  /** Cuts off what a process has written that was killed, if this is the file that it wrote to. */
  synchronized void cut(long writtenInode, long goodSize) throws ErrnoException {
    if (writtenInode == inode && goodSize < size) {
      Content.truncate(file, goodSize);
      size = goodSize;
    }
  }

  private void rotate() throws IOException, ErrnoException {
    Files.move(
        path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    reopen();
  }

  /** Opens the path again: whoever rotates the log has moved the file that was there. */
  synchronized void reopen() throws ErrnoException {
    Fd old = file;
    open();
    old.close();
  }

  synchronized void close() {
    file.close();
  }
}
