// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.core.server.data;

import java.util.function.Predicate;

/// Who asks.
///
/// @param owner fingerprint of the identity
/// @param isTaken whether another identity uses a cuid on the signal channel
public record Asker(DataDomain domain, String owner, Predicate<String> isTaken) {}
