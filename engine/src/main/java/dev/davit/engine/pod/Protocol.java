package dev.davit.engine.pod;

/** Of a port mapping (CRI Protocol). */
public enum Protocol {
  /** TCP */
  TCP,
  /** UDP */
  UDP,
  /** SCTP */
  SCTP
}
