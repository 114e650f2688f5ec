package dev.davit.engine.pod;

/**
 * Pressure on one resource (CRI PsiStats).
 *
 * @param some at least one task waited
 * @param full all tasks waited
 */
public record PressureStats(Pressure some, Pressure full) {}
