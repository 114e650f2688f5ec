package dev.davit.runtime.criu;

import dev.davit.linux.Fd;

/**
 * What criu is asked to do: {@code criu_req} and {@code criu_opts} of its images/rpc.proto. An
 * option that is not given has criu's default.
 */
public final class CriuRequest {

  /** What is to be done: {@code criu_req_type}. */
  public enum Kind {
    /** Save processes. */
    DUMP(1),
    /** Restore them. */
    RESTORE(2),
    /** Save their memory, and let them go on. */
    PRE_DUMP(4),
    /** Tell what this machine can do, for which criu has to know it. */
    FEATURE_CHECK(9),
    /** Tell the version. */
    VERSION(10);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /** What is done with control groups: {@code criu_cg_mode}. */
  public enum CgroupMode {
    /** Those that are missing are made, with their limits; those that exist stay as they are. */
    SOFT(3),
    /** All limits are set again. */
    FULL(4),
    /** It is an error if one exists already. */
    STRICT(5);

    private final int number;

    CgroupMode(int number) {
      this.number = number;
    }
  }

  /** Options that are given or not. */
  public enum Flag {
    /** {@code leave_running}: processes go on after they were saved. */
    LEAVE_RUNNING(3),
    /** {@code ext_unix_sk}: one end of a Unix socket may be outside. */
    EXT_UNIX_SK(4),
    /** {@code tcp_established}: connections are kept. */
    TCP_ESTABLISHED(5),
    /** {@code shell_job}: the session's leader may be outside. */
    SHELL_JOB(7),
    /** {@code file_locks}: locks are kept. */
    FILE_LOCKS(8),
    /** {@code notify_scripts}: tell about each stage. */
    NOTIFY_SCRIPTS(12),
    /** {@code track_mem}: remember which memory is written from now on. */
    TRACK_MEM(15),
    /** {@code auto_dedup}: take out of earlier images what a later one has. */
    AUTO_DEDUP(16),
    /** {@code manage_cgroups}: save and restore control groups. */
    MANAGE_CGROUPS(24),
    /** {@code rst_sibling}: the restored process is a child of criu's parent. */
    RST_SIBLING(26),
    /** {@code lazy_pages}: memory comes when it is used. */
    LAZY_PAGES(48),
    /** {@code orphan_pts_master}: hand over the master of a terminal. */
    ORPHAN_PTS_MASTER(50);

    private final int field;

    Flag(int field) {
      this.field = field;
    }
  }

  private static final int NOTIFY = 6;
  private static final int MAX_LOG = 4;

  private final Kind kind;
  private final ProtoWriter options = new ProtoWriter();

  /** A request with no option. */
  public CriuRequest(Kind kind) {
    this.kind = kind;
  }

  /**
   * Where the images are, and where the log goes. criu opens both by way of whoever has made the
   * socket, so they have to stay open here and need not be given to it.
   */
  public CriuRequest directories(Fd images, Fd work, String log) {
    options.number(1, images.number()).number(17, work.number());
    options.number(9, MAX_LOG).text(10, log);
    return this;
  }

  /** Which process, with all its children. */
  public CriuRequest tree(int pid) {
    options.number(2, pid);
    return this;
  }

  /** Gives an option. */
  public CriuRequest flag(Flag flag) {
    options.flag(flag.field, true);
    return this;
  }

  /** Who gets the memory: a page server. */
  public CriuRequest pageServer(String address, int port) {
    options.message(11, new ProtoWriter().text(1, address).number(2, port));
    return this;
  }

  /** The root directory, which on restore is a mount. */
  public CriuRequest root(String path) {
    options.text(13, path);
    return this;
  }

  /** The images of an earlier pre-dump, seen from the directory of these. */
  public CriuRequest parent(String path) {
    options.text(14, path);
    return this;
  }

  /**
   * Where the control groups go.
   *
   * @param controller as criu names the hierarchy: empty for cgroup v2
   */
  public CriuRequest cgroupRoot(String controller, String path) {
    options.message(25, new ProtoWriter().text(1, controller).text(2, path));
    return this;
  }

  /** What is done with control groups. */
  public CriuRequest cgroups(CgroupMode mode) {
    flag(Flag.MANAGE_CGROUPS);
    options.number(34, mode.number);
    return this;
  }

  /** The control group whose processes are stopped all at once: a directory. */
  public CriuRequest freeze(String directory) {
    options.text(44, directory);
    return this;
  }

  /** Lets a process use a descriptor of criu's instead of one that the images name. */
  public CriuRequest inherit(String name, int descriptor) {
    options.message(27, new ProtoWriter().text(1, name).number(2, descriptor));
    return this;
  }

  /** What belongs to others, such as {@code mnt[/data]:/data}. */
  public CriuRequest external(String what) {
    options.text(37, what);
    return this;
  }

  /** The namespaces that are made and not restored: CLONE_NEW* flags. */
  public CriuRequest emptyNamespaces(long flags) {
    options.number(38, flags);
    return this;
  }

  /**
   * Has processes be in a namespace that there is, instead of one that is made.
   *
   * @param type as in /proc/PID/ns
   * @param path a file of that namespace, as criu sees it
   */
  public CriuRequest joinNamespace(String type, String path) {
    options.message(39, new ProtoWriter().text(1, type).text(2, path));
    return this;
  }

  /** A file of criu's own options, which come before those of the request. */
  public CriuRequest configuration(String file) {
    options.text(51, file);
    return this;
  }

  /** The profile of a security module that processes have afterwards, as {@code type:name}. */
  public CriuRequest lsmProfile(String profile) {
    options.text(53, profile);
    return this;
  }

  /** The SELinux context that mounts have afterwards. */
  public CriuRequest lsmMountContext(String context) {
    options.text(64, context);
    return this;
  }

  byte[] toBytes() {
    ProtoWriter request = new ProtoWriter().number(1, kind.number);
    if (kind == Kind.FEATURE_CHECK) {
      // mem_track is asked for
      return request.message(5, new ProtoWriter().flag(1, true)).toBytes();
    }
    // options without a directory are none
    return kind == Kind.VERSION ? request.toBytes() : request.message(2, options).toBytes();
  }

  /** The answer to a notification. */
  static byte[] notified(boolean success) {
    return new ProtoWriter().number(1, NOTIFY).flag(3, success).toBytes();
  }
}
