// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.net;

/// Ports `lower` to `upper`, both included.
public record PortRange(int lower, int upper) implements Comparable<PortRange> {

  public PortRange {
    if (lower < 0 || upper > 65_535 || lower > upper) {
      throw new IllegalArgumentException(
          "port range " + lower + "-" + upper + " is not within 0-65535 and ascending");
    }
  }

  public static PortRange of(int port) {
    return new PortRange(port, port);
  }

  /// Reads `443` or `8000-8080`.
  ///
  /// @throws IllegalArgumentException if it is neither
  public static PortRange parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) return of(port(text, text));
    return new PortRange(port(text.substring(0, dash), text), port(text.substring(dash + 1), text));
  }

  private static int port(String digits, String text) {
    boolean isNumber =
        !digits.isEmpty()
            && digits.length() <= 5
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isNumber) {
      var shown = text.length() <= 20 ? text : text.substring(0, 20) + "…";
      throw new IllegalArgumentException("'" + shown + "' is not a port or range like 8000-8080");
    }
    return Integer.parseInt(digits);
  }

  public boolean overlaps(PortRange other) {
    return lower <= other.upper && other.lower <= upper;
  }

  public boolean contains(PortRange other) {
    return lower <= other.lower && other.upper <= upper;
  }

  @Override
  public int compareTo(PortRange other) {
    return lower != other.lower
        ? Integer.compare(lower, other.lower)
        : Integer.compare(upper, other.upper);
  }

  @Override
  public String toString() {
    return lower == upper ? Integer.toString(lower) : lower + "-" + upper;
  }
}
