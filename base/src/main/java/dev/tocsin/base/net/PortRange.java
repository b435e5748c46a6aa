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
