/** Unix sockets between processes: pairs, descriptors in messages, and who is on the other side. */
package dev.davit.linux.socket;
