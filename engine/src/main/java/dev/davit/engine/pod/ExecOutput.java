package dev.davit.engine.pod;

/**
 * What a command in a container did (CRI ExecSyncResponse).
 *
 * @param stdout its output
 * @param stderr its errors
 * @param exitCode 128 and the signal if it was killed
 * @param truncated whether there was more output than the limit
 */
public record ExecOutput(byte[] stdout, byte[] stderr, int exitCode, boolean truncated) {}
