/**
 * Carries a start plan out: makes the descriptors that it names, compiles and spawns its program,
 * reads its report, and undoes all of it when something fails.
 */
package dev.davit.runtime.launch;
