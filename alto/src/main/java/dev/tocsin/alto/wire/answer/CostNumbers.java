// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.alto.wire.answer;

import tools.jackson.core.JsonGenerator;

/// Costs as JSON numbers: whole ones without a fraction, as people and other servers write them.
final class CostNumbers {

  private static final double WHOLE_MAX = 1L << 53;

  private CostNumbers() {}

  static void write(JsonGenerator out, double cost) {
    if (Double.isNaN(cost)) out.writeNull();
    else if (cost == Math.rint(cost) && Math.abs(cost) <= WHOLE_MAX) out.writeNumber((long) cost);
    else out.writeNumber(cost);
  }
}
