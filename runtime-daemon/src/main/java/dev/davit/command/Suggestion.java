package dev.davit.command;

import java.util.Collection;

/** Finds the word that was meant. */
final class Suggestion {

  private Suggestion() {}

  /** {@code ": did you mean X?"} if one of the words is at most two slips away, or nothing. */
  static String of(String typed, Collection<String> words) {
    String best = null;
    int bestDistance = Math.min(3, typed.length());
    for (String word : words) {
      int distance = distance(typed, word);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = word;
      }
    }
    return best == null ? "" : ": did you mean " + best + "?";
  }

  /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
