// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server;

/// One request that waits for its answer, or goes on as an observation (RFC 7641) until it is
/// cancelled.
public record ExchangeId(long value) {}
