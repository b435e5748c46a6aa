// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.californium;

import dev.tocsin.dots.wire.SessionConfig;
import dev.tocsin.dots.wire.SessionConfig.Parameter;
import org.eclipse.californium.core.network.stack.ReliabilityLayerParameters;
import org.eclipse.californium.elements.config.Configuration;

/// Transmission parameters of a session (RFC 9132 §4.5) for the library.
public final class Reliability {

  private static final int MAX_ACK_TIMEOUT_MILLIS = 60_000;

  private Reliability() {}

  /// What is absent keeps the default of the configuration.
  public static ReliabilityLayerParameters of(
      SessionConfig.ParameterSet parameters, Configuration configuration) {
    var builder = ReliabilityLayerParameters.builder().applyConfig(configuration);
    builder.maxAckTimeout(MAX_ACK_TIMEOUT_MILLIS);
    current(parameters.ackTimeout(), hundredths -> builder.ackTimeout((int) hundredths * 10));
    current(parameters.ackRandomFactor(), hundredths -> builder.ackRandomFactor(hundredths / 100f));
    current(parameters.maxRetransmit(), count -> builder.maxRetransmit((int) count));
    return builder.build();
  }

  private static void current(Parameter parameter, java.util.function.LongConsumer use) {
    parameter.current().ifPresent(use);
  }
}
