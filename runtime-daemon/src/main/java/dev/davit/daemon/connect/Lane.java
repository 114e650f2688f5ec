package dev.davit.daemon.connect;

/** Which threads serve a call, so that the slow ones cannot keep the quick ones waiting. */
public enum Lane {
  /** Reads what is known already. */
  QUERY(16),
  /** Changes something, and is done as fast as the kernel is. */
  CHANGE(64),
  /** Waits for somebody else: a process that shall end, a command, a registry. */
  WAIT(512);

  private final int threads;

  Lane(int threads) {
    this.threads = threads;
  }

  int threads() {
    return threads;
  }
}
