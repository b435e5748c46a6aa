// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/// What happens to packets that match. RFC 8783 §4.1 has no `reject`: answers to an attack's
/// packets would make it worse.
public sealed interface Actions {

  Accept ACCEPT = new Accept(Optional.empty());
  Drop DROP = new Drop();

  /// @param bytesPerSecond the most that passes, with two decimals (YANG's decimal64); absent:
  ///   everything
  record Accept(Optional<BigDecimal> bytesPerSecond) implements Actions {

    /// The largest decimal64 with two fraction digits (RFC 7950 §9.3.4).
    public static final BigDecimal RATE_MAX = BigDecimal.valueOf(Long.MAX_VALUE, 2);

    public Accept {
      bytesPerSecond.ifPresent(
          rate -> {
            if (rate.signum() < 0 || rate.compareTo(RATE_MAX) > 0) {
              throw new IllegalArgumentException("a rate of " + rate);
            }
          });
      bytesPerSecond = bytesPerSecond.map(rate -> rate.setScale(2, RoundingMode.UNNECESSARY));
    }
  }

  record Drop() implements Actions {}

  static Accept limited(BigDecimal bytesPerSecond) {
    return new Accept(Optional.of(bytesPerSecond));
  }
}
