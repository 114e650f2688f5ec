package dev.davit.oci.runtime;

/** Resources of getrlimit(2), in the order of their numbers on x86-64 and aarch64. */
public enum RlimitType {
  /** CPU time in seconds. */
  RLIMIT_CPU,
  /** size of files in bytes. */
  RLIMIT_FSIZE,
  /** data segment in bytes. */
  RLIMIT_DATA,
  /** stack in bytes. */
  RLIMIT_STACK,
  /** core file in bytes. */
  RLIMIT_CORE,
  /** resident set; no effect since Linux 2.4.30. */
  RLIMIT_RSS,
  /** processes of the real user. */
  RLIMIT_NPROC,
  /** one more than the highest descriptor. */
  RLIMIT_NOFILE,
  /** locked memory in bytes. */
  RLIMIT_MEMLOCK,
  /** address space in bytes. */
  RLIMIT_AS,
  /** file locks; no effect since Linux 2.4.25. */
  RLIMIT_LOCKS,
  /** queued signals of the real user. */
  RLIMIT_SIGPENDING,
  /** bytes of POSIX message queues. */
  RLIMIT_MSGQUEUE,
  /** ceiling of the nice value, as 20 minus nice. */
  RLIMIT_NICE,
  /** ceiling of the real-time priority. */
  RLIMIT_RTPRIO,
  /** real-time CPU time without a blocking call, in microseconds. */
  RLIMIT_RTTIME;

  /** The resource number of prlimit(2). */
  public int number() {
    return ordinal();
  }
}
