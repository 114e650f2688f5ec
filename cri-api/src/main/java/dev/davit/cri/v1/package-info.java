/**
 * The messages of {@code runtime.v1} as records, and its calls. All of it is written from the list
 * {@code src/schema/runtime.v1}; nothing is added by hand.
 *
 * <p>A record knows no absent value but that of a message, as in protobuf: an unset string is
 * empty, an unset number zero, an unset list empty.
 */
package dev.davit.cri.v1;
