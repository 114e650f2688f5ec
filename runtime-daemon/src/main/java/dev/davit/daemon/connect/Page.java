package dev.davit.daemon.connect;

/**
 * What a GET answers.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body in UTF-8
 */
public record Page(int status, String contentType, String body) {}
