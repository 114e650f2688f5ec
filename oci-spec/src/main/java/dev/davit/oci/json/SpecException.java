package dev.davit.oci.json;

import dev.davit.oci.DavitException;
import java.util.List;
import java.util.stream.Collectors;

/** A document that is not what its specification says, with everything that is wrong with it. */
public final class SpecException extends DavitException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * All problems of one document.
   *
   * @param document what was read, as in {@code config}
   * @param problems at least one
   */
  public SpecException(String document, List<Problem> problems) {
    super(message(document, problems));
    this.problems = List.copyOf(problems);
  }

  /** All problems, in the order of the document. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }

  private static String message(String document, List<Problem> problems) {
    if (problems.size() == 1) {
      return document + ": " + problems.get(0);
    }
    return problems.stream()
        .map(problem -> "\n  " + problem)
        .collect(Collectors.joining("", document + ": " + problems.size() + " problems:", ""));
  }
}
