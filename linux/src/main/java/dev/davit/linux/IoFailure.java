package dev.davit.linux;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Says in the kernel's words why an operation of java.io or java.nio failed, whose exceptions keep
 * the errno in their type, in their text or not at all.
 */
public final class IoFailure {

  private IoFailure() {}

  /** The reason alone, such as {@code ENOSPC (No space left on device)}: no class, no path. */
  public static String reason(IOException failure) {
    if (failure.getCause() instanceof ErrnoException errno) {
      return errno.getMessage();
    }
    if (failure instanceof NoSuchFileException) {
      return Errno.ENOENT.text();
    }
    if (failure instanceof AccessDeniedException) {
      return Errno.EACCES.text();
    }
    if (failure instanceof FileAlreadyExistsException) {
      return Errno.EEXIST.text();
    }
    if (failure instanceof NotDirectoryException) {
      return Errno.ENOTDIR.text();
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return Errno.ENOTEMPTY.text();
    }
    if (failure instanceof FileSystemException file && file.getReason() != null) {
      return known(file.getReason());
    }
    if (failure instanceof EOFException) {
      return "it ends too early";
    }
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : known(failure.getMessage());
  }

  /** The text of strerror(3) with its name before it, where it is one. */
  private static String known(String message) {
    for (Errno errno : Errno.values()) {
      if (errno.meaning().equals(message)) {
        return errno.text();
      }
    }
    return message;
  }
}
