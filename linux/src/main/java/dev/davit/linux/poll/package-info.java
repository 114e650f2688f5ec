/** Waiting for descriptors: poll(2), epoll(7) and eventfd(2). */
package dev.davit.linux.poll;
