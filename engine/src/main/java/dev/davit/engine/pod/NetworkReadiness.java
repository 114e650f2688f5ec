package dev.davit.engine.pod;

/**
 * Whether pods can get a network (CRI RuntimeCondition NetworkReady).
 *
 * @param ready whether they can
 * @param reason one word
 * @param message for people
 */
public record NetworkReadiness(boolean ready, String reason, String message) {}
