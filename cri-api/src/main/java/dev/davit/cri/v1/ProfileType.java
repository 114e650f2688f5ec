// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The enumeration {@code ProfileType} of the CRI; the number of a value is its ordinal. */
public enum ProfileType {
  RuntimeDefault,
  Unconfined,
  Localhost
}
