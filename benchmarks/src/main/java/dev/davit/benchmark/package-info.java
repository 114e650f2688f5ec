/** JMH, and side-by-side runs against runc and crun. */
package dev.davit.benchmark;
