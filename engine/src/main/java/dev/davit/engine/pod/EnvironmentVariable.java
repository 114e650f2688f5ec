package dev.davit.engine.pod;

/**
 * A variable of the environment (CRI KeyValue).
 *
 * @param name without {@code =}
 * @param value any text
 */
public record EnvironmentVariable(String name, String value) {}
