/** What needs a real kernel: privileged suites, fault injection, exploits. */
package dev.davit.nativetest;
