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

  /// Reads `80` or `1000-2000`.
  ///
  /// @throws IllegalArgumentException if it is neither
  public static PortRange parse(String text) {
    var dash = text.indexOf('-');
    try {
      if (dash < 0) return of(Integer.parseInt(text));
      return new PortRange(
          Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a port like 80 or a range like 1000-2000", e);
    }
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
