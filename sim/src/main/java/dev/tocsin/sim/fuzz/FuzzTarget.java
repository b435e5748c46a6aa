// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.sim.fuzz;

import java.util.List;
import java.util.function.Consumer;

/// A decoder under fire: any bytes must give a value or a {@link
/// dev.tocsin.base.bytes.WireException}.
///
/// @param name unique, as it stands in the report
/// @param samples valid inputs to start from
/// @param decoder called from one thread with an array of its own; may check more than that it
///   returns, with an {@link AssertionError}
/// @param oneOf of so many inputs it gets one: more than 1 for slow decoders
public record FuzzTarget(String name, List<byte[]> samples, Consumer<byte[]> decoder, int oneOf) {

  public FuzzTarget {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) throw new IllegalArgumentException(name + " has no samples");
    if (oneOf < 1) throw new IllegalArgumentException(name + " gets one of " + oneOf);
  }

  public FuzzTarget(String name, List<byte[]> samples, Consumer<byte[]> decoder) {
    this(name, samples, decoder, 1);
  }
}
