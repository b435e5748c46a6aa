// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.data.match;

import java.util.Optional;

/// Ports of both sides; what is absent is any.
public record Ports(Optional<PortMatch> source, Optional<PortMatch> destination) {

  public static final Ports ANY = new Ports(Optional.empty(), Optional.empty());
}
