// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.request;

import java.util.Optional;
import java.util.regex.Pattern;

/// One condition on a cost (RFC 7285 §11.3.2.3, RFC 8189 §4.1.3).
///
/// @param index of the cost type among those that can be tested
public record CostTest(int index, Operator operator, double target) {

  /// RFC 7285 §11.3.2.3
  public enum Operator {
    GT,
    LT,
    GE,
    LE,
    EQ
  }

  private static final Pattern FORM =
      Pattern.compile(
          "\\s*(?:\\[(\\d{1,4})]\\s*)?(gt|lt|ge|le|eq)\\s+"
              + "(-?(?:0|[1-9]\\d{0,99})(?:\\.\\d{1,99})?(?:[eE][+-]?\\d{1,3})?)\\s*");

  /// @return empty if the text is not a condition
  public static Optional<CostTest> parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) return Optional.empty();
    int index = match.group(1) == null ? 0 : Integer.parseInt(match.group(1));
    var operator =
        switch (match.group(2)) {
          case "gt" -> Operator.GT;
          case "lt" -> Operator.LT;
          case "ge" -> Operator.GE;
          case "le" -> Operator.LE;
          default -> Operator.EQ;
        };
    return Optional.of(new CostTest(index, operator, Double.parseDouble(match.group(3))));
  }

  /// A cost that is not known (NaN) meets no condition.
  public boolean isMetBy(double cost) {
    return switch (operator) {
      case GT -> cost > target;
      case LT -> cost < target;
      case GE -> cost >= target;
      case LE -> cost <= target;
      case EQ -> cost == target;
    };
  }
}
