/**
 * The Connect protocol with JSON over HTTP/1.1: requests to calls, answers and failures to bytes.
 *
 * <p>Belongs here: what holds for every call, such as limits, deadlines, envelopes, and who may
 * connect. Does not: what a call does.
 */
package dev.davit.daemon.connect;
