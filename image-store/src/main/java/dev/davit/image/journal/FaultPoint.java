package dev.davit.image.journal;

/**
 * The moments at which a process that changes the store may be killed so that it matters: between
 * any two of them nothing changes that another process could see. They are numbered by {@link
 * #ordinal()}, and tests kill a process at each.
 *
 * <p>A process started with {@code -Ddavit.fault.point=NAME}, or {@code NAME#N} for the Nth time,
 * ends there without running any clean-up, as by {@code kill -9}. Without that property a point
 * costs one comparison.
 */
public enum FaultPoint {
  /** An intent's directory is made, its file not yet. */
  INTENT_BEGUN,
  /** The intent is written and locked. */
  INTENT_WRITTEN,
  /** What the work relies on is written down. */
  LEASED,
  /** A document lies in the intent's directory. */
  DOCUMENT_STAGED,
  /** A layer's archive lies in the intent's directory. */
  LAYER_STAGED,
  /** A piece of a blob came from a registry. */
  PIECE_DOWNLOADED,
  /** A blob from a registry is whole and verified. */
  BLOB_DOWNLOADED,
  /** An entry of a layer is unpacked. */
  ENTRY_UNPACKED,
  /** A layer is unpacked and verified. */
  LAYER_UNPACKED,
  /** All that was staged is on the disk. */
  STAGE_SYNCED,
  /** A blob has its place. */
  BLOB_PLACED,
  /** A layer's directory has its place, but no record yet. */
  LAYER_PLACED,
  /** A layer has its record. */
  LAYER_RECORDED,
  /** A document's new text is written beside the old. */
  FILE_WRITTEN,
  /** The new text has taken the place of the old. */
  FILE_REPLACED,
  /** The work is done, its directory still there. */
  INTENT_DONE,
  /** A container's directory is filled, but has its place not yet. */
  SNAPSHOT_FILLED,
  /** A container's directory has its place. */
  SNAPSHOT_PLACED,
  /** A container's directory is moved away, but still there. */
  SNAPSHOT_MOVED,
  /** A container's changes are an archive. */
  CHANGES_ARCHIVED,
  /** A blob that nothing needs is deleted. */
  BLOB_DELETED,
  /** A layer's record is deleted. */
  RECORD_DELETED,
  /** A layer's directory is in the trash. */
  LAYER_DISCARDED;

  /** The exit code of a process that was killed: 128 and SIGKILL. */
  public static final int KILLED = 137;

  private static final String PROPERTY = System.getProperty("davit.fault.point", "");

  private static int left = count();

  private static int count() {
    int hash = PROPERTY.indexOf('#');
    return hash < 0 ? 1 : Integer.parseInt(PROPERTY.substring(hash + 1));
  }

  /** Ends the process here if it was started so. */
  public void reached() {
    if (!PROPERTY.isEmpty()) {
      fail();
    }
  }

  private void fail() {
    int hash = PROPERTY.indexOf('#');
    if (!name().equals(hash < 0 ? PROPERTY : PROPERTY.substring(0, hash))) {
      return;
    }
    synchronized (FaultPoint.class) {
      if (--left == 0) {
        Runtime.getRuntime().halt(KILLED);
      }
    }
  }
}
