// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.run;

import java.time.Instant;
import java.util.List;

/// A state machine that decides and does nothing itself: what must happen is what it returns.
///
/// Whoever drives it (a {@link Loop} in production, `sim` in tests) passes the time in, performs
/// the outputs in their order, and calls {@link #tick} no earlier than {@link #deadline}. One
/// thread at a time.
///
/// @param <I> what can happen to it
/// @param <O> what it can ask for
public interface Machine<I, O> {

  /// Something happened.
  List<O> handle(I input, Instant now);

  /// A deadline passed. Harmless when called early.
  List<O> tick(Instant now);

  /// When to tick next; {@link Instant#MAX} if never.
  Instant deadline();
}
