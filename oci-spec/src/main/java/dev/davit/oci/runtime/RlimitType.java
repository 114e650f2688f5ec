package dev.davit.oci.runtime;

/** Resources of getrlimit(2), in the order of their numbers on x86-64 and aarch64. */
public enum RlimitType {
  /** CPU time in seconds. */
  RLIMIT_CPU,
  /** Size of files in bytes. */
  RLIMIT_FSIZE,
  /** Data segment in bytes. */
  RLIMIT_DATA,
  /** Stack in bytes. */
  RLIMIT_STACK,
  /** Core file in bytes. */
  RLIMIT_CORE,
  /** Resident set; no effect since Linux 2.4.30. */
  RLIMIT_RSS,
  /** Processes of the real user. */
  RLIMIT_NPROC,
  /** One more than the highest descriptor. */
  RLIMIT_NOFILE,
  /** Locked memory in bytes. */
  RLIMIT_MEMLOCK,
  /** Address space in bytes. */
  RLIMIT_AS,
  /** File locks; no effect since Linux 2.4.25. */
  RLIMIT_LOCKS,
  /** Queued signals of the real user. */
  RLIMIT_SIGPENDING,
  /** Bytes of POSIX message queues. */
  RLIMIT_MSGQUEUE,
  /** Ceiling of the nice value, as 20 minus nice. */
  RLIMIT_NICE,
  /** Ceiling of the real-time priority. */
  RLIMIT_RTPRIO,
  /** Real-time CPU time without a blocking call, in microseconds. */
  RLIMIT_RTTIME;

  /** The resource number of prlimit(2). */
  public int number() {
    return ordinal();
  }
}
