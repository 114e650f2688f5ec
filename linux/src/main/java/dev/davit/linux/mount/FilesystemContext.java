package dev.davit.linux.mount;

import static dev.davit.linux.MountApiFlags.FSMOUNT_CLOEXEC;
import static dev.davit.linux.MountApiFlags.FSOPEN_CLOEXEC;
import static dev.davit.linux.MountApiFlags.FSPICK_CLOEXEC;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.MountApiFlags;
import dev.davit.linux.MountAttributes;
import dev.davit.linux.RawName;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.nio.charset.StandardCharsets;

/**
 * A file system in the making: fsopen(2), fsconfig(2) and fsmount(2), Linux 5.2.
 *
 * <p>Failures carry what the file system wrote into the context's message log, as {@link
 * ErrnoException#detail()}. Descriptors that were given as parameters have to stay open until
 * {@link #create()}.
 */
public final class FilesystemContext implements AutoCloseable {
  /** The most bytes of a string parameter; longer ones are EINVAL. */
  public static final int STRING_MAX = 255;

  private static final int SET_FLAG = 0;
  private static final int SET_STRING = 1;
  private static final int SET_BINARY = 2;
  private static final int SET_PATH = 3;
  private static final int SET_PATH_EMPTY = 4;
  private static final int SET_FD = 5;
  private static final int CMD_CREATE = 6;
  private static final int CMD_RECONFIGURE = 7;
  private static final int CMD_CREATE_EXCL = 8;

  private static final String[] COMMANDS = {
    "FSCONFIG_SET_FLAG",
    "FSCONFIG_SET_STRING",
    "FSCONFIG_SET_BINARY",
    "FSCONFIG_SET_PATH",
    "FSCONFIG_SET_PATH_EMPTY",
    "FSCONFIG_SET_FD",
    "FSCONFIG_CMD_CREATE",
    "FSCONFIG_CMD_RECONFIGURE",
    "FSCONFIG_CMD_CREATE_EXCL"
  };

  private static final int MESSAGE_MAX = 1024;
  private static final int MESSAGES_MAX = 16;

  private final Fd fd;

  private FilesystemContext(Fd fd) {
    this.fd = fd;
  }

  /**
   * fsopen(2): a new file system.
   *
   * @param type such as {@code overlay}
   */
  public static FilesystemContext open(String type) throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      result = Kernel.call(Syscall.FSOPEN, scratch.string(RawName.of(type)), FSOPEN_CLOEXEC);
    }
    if (result < 0) {
      throw CallText.of("fsopen").string(type).raw("FSOPEN_CLOEXEC").failed(result);
    }
    return new FilesystemContext(Fd.owning((int) result));
  }

  /**
   * fspick(2): an existing file system, to be reconfigured.
   *
   * @param flags FSPICK_* of {@link MountApiFlags}; close-on-exec is added
   */
  public static FilesystemContext pick(Fd directory, String path, int flags) throws ErrnoException {
    int all = flags | FSPICK_CLOEXEC;
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      result = Kernel.call(Syscall.FSPICK, directory.number(), name, all);
    }
    if (result < 0) {
      throw CallText.of("fspick")
          .fd(directory)
          .string(path)
          .raw(MountApiFlags.printFspick(all))
          .failed(result);
    }
    return new FilesystemContext(Fd.owning((int) result));
  }

  /** The descriptor, which this keeps owning. */
  public Fd fd() {
    return fd;
  }

  /** FSCONFIG_SET_FLAG: a parameter without value, such as {@code ro}. */
  public void flag(String key) throws ErrnoException {
    configure(SET_FLAG, key, null, 0);
  }

  /** FSCONFIG_SET_STRING: a parameter with a value of at most {@link #STRING_MAX} bytes. */
  public void string(String key, String value) throws ErrnoException {
    configure(SET_STRING, key, RawName.of(value), 0);
  }

  /** FSCONFIG_SET_STRING with the value in bytes. */
  public void string(String key, byte[] value) throws ErrnoException {
    configure(SET_STRING, key, RawName.of(value), 0);
  }

  /** FSCONFIG_SET_BINARY: a parameter with a value of any bytes. */
  public void binary(String key, byte[] value) throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open(value.length)) {
      long name = scratch.string(RawName.of(key));
      long blob = scratch.bytes(value, 0, value.length);
      result = Kernel.call(Syscall.FSCONFIG, fd.number(), SET_BINARY, name, blob, value.length);
    }
    if (result < 0) {
      throw failure(SET_BINARY, key, value, value.length, result);
    }
  }

  /** FSCONFIG_SET_PATH: a parameter that names a file. */
  public void path(String key, Fd directory, String path) throws ErrnoException {
    configure(SET_PATH, key, RawName.of(path), directory.number());
  }

  /** FSCONFIG_SET_PATH_EMPTY: a parameter that is an open file, O_PATH ones included. */
  public void pathOf(String key, Fd file) throws ErrnoException {
    configure(SET_PATH_EMPTY, key, new byte[0], file.number());
  }

  /** FSCONFIG_SET_FD: a parameter that is an open file. */
  public void descriptor(String key, Fd file) throws ErrnoException {
    configure(SET_FD, key, null, file.number());
  }

  /** FSCONFIG_CMD_CREATE: makes the file system of the parameters so far. */
  public void create() throws ErrnoException {
    configure(CMD_CREATE, null, null, 0);
  }

  /** FSCONFIG_CMD_CREATE_EXCL: the same, and never takes over an existing one (Linux 6.6). */
  public void createExclusively() throws ErrnoException {
    configure(CMD_CREATE_EXCL, null, null, 0);
  }

  /** FSCONFIG_CMD_RECONFIGURE: applies the parameters to the picked file system. */
  public void reconfigure() throws ErrnoException {
    configure(CMD_RECONFIGURE, null, null, 0);
  }

  private void configure(int command, String key, byte[] value, int aux) throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = key == null ? 0 : scratch.string(RawName.of(key));
      long text = value == null ? 0 : scratch.string(value);
      result = Kernel.call(Syscall.FSCONFIG, fd.number(), command, name, text, aux);
    }
    if (result < 0) {
      throw failure(command, key, value, aux, result);
    }
  }

  private ErrnoException failure(int command, String key, byte[] value, int aux, long result) {
    return CallText.of("fsconfig")
        .fd(fd)
        .raw(COMMANDS[command])
        .string(key)
        .string(value)
        .number(aux)
        .failed(result)
        .withDetail(messages());
  }

  /**
   * fsmount(2): a mount of the created file system that is in no mount table. It goes away with its
   * last descriptor, unless move_mount(2) attaches it.
   *
   * @param attributes MOUNT_ATTR_* of {@link MountAttributes}
   */
  public Fd mount(int attributes) throws ErrnoException {
    long result = Kernel.call(Syscall.FSMOUNT, fd.number(), FSMOUNT_CLOEXEC, attributes);
    if (result < 0) {
      throw CallText.of("fsmount")
          .fd(fd)
          .raw("FSMOUNT_CLOEXEC")
          .raw(MountAttributes.print(attributes))
          .failed(result)
          .withDetail(messages());
    }
    return Fd.owning((int) result);
  }

  /**
   * Takes the messages out of the context's log. Each read(2) gives one, {@code e overlay: …} with
   * the level first, until ENODATA.
   */
  private String messages() {
    StringBuilder text = new StringBuilder();
    try (Scratch scratch = Scratch.open()) {
      long buffer = scratch.reserve(MESSAGE_MAX);
      for (int i = 0; i < MESSAGES_MAX; i++) {
        long result = Kernel.call(Syscall.READ, fd.number(), buffer, MESSAGE_MAX);
        if (result <= 0) {
          break;
        }
        byte[] bytes = scratch.get(buffer, (int) result);
        String message = new String(bytes, StandardCharsets.UTF_8).strip();
        boolean level = message.length() > 2 && message.charAt(1) == ' ';
        text.append(text.length() == 0 ? "" : "; ");
        text.append(level ? message.substring(2) : message);
      }
    }
    return text.toString();
  }

  /** Closes the context; a mount that was made of it lives on. */
  @Override
  public void close() {
    fd.close();
  }
}
