/**
 * eBPF programs that are attached to cgroups; see bpf(2). What a program decides is the business of
 * whoever makes its instructions.
 */
package dev.davit.linux.bpf;
