package dev.davit.engine.pod;

/**
 * How long tasks waited for a resource (proc_pressure, Documentation/accounting/psi.rst; CRI
 * PsiData).
 *
 * @param totalMicros since the beginning
 * @param avg10 percent of the last 10 s
 * @param avg60 percent of the last 60 s
 * @param avg300 percent of the last 300 s
 */
public record Pressure(long totalMicros, double avg10, double avg60, double avg300) {}
