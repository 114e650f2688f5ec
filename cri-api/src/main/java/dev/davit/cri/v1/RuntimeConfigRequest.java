// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code RuntimeConfigRequest} of the CRI. */
public record RuntimeConfigRequest() {

  /** The one value. */
  public static final RuntimeConfigRequest INSTANCE = new RuntimeConfigRequest();
}
