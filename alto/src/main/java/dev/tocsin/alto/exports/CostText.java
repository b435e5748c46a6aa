// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.exports;

import java.math.BigDecimal;

/// Costs as other programs read them.
public final class CostText {

  private CostText() {}

  /// Without an exponent, and without a fraction where there is none.
  public static String of(double cost) {
    return cost == Math.rint(cost) && cost < 1e15
        ? Long.toString((long) cost)
        : new BigDecimal(Double.toString(cost)).toPlainString();
  }
}
