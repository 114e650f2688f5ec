package dev.davit.engine.pod;

/**
 * A limit on huge pages (CRI HugepageLimit).
 *
 * @param pageSize such as {@code 2MB}
 * @param limitBytes in bytes
 */
public record HugepageLimit(String pageSize, long limitBytes) {}
