// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code ImageFsInfoRequest} of the CRI. */
public record ImageFsInfoRequest() {

  /** The one value. */
  public static final ImageFsInfoRequest INSTANCE = new ImageFsInfoRequest();
}
