package dev.davit.linux;

import dev.davit.linux.mount.FilesystemContext;

/** File systems to test in, which are in no mount table and go away by themselves. */
public final class Trees {
  private Trees() {}

  /** The root of a new detached tmpfs; closing it is all that has to be done. */
  public static Fd tmpfs() throws ErrnoException {
    try (FilesystemContext context = FilesystemContext.open("tmpfs")) {
      context.string("mode", "0755");
      context.create();
      return context.mount(0);
    }
  }
}
